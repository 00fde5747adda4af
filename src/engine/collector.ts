/** 坐席01, 催收员 A-17, 1032. */
const SEAT =
  /^(?:坐席|座席|催收员|催收|催员|专员|客服|员工|工号|外访|法务|席位|组|agent|seat|staff)*[\s_#-]*[A-Za-z]{0,4}[\s_-]?\d{1,8}(?:号|组)?$/i;

/** Whether a collector is told by the number of a seat or of a member of staff, which is no personal data; else by name. */
export function isSeat(collector: string): boolean {
  return SEAT.test(collector);
}
