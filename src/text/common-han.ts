/**
 * The characters that make up most of ordinary Chinese, simplified and traditional, and those of our
 * field. Only to tell encodings apart: GB text read as Big5, and the other way round, has hardly any of them.
 */
const COMMON =
  '的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里' +
  '用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实' +
  '日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政' +
  '美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员' +
  '解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件' +
  '计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象' +
  '完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运您请款逾债' +
  '欠付额银卡客服户费否证律案诉讼协商还息收催号码联系' +
  '這個們來為國說時會對發後裡種經麼學現當沒動還進樣從實軍無與長機開關點業將兩間問應戰頭體見產話內' +
  '門聲員論處義幾認條氣題爾變總電數報結計場資統區隊決馬書聽達強難權設記類據張該萬覺術領傳師觀識帶導爭' +
  '運請債額銀戶費證訴訟協繳貴閣儘速逕僅務聯' +
  '，。、；：？！“”‘’（）【】《》—…　　';

const COMMON_UNITS: ReadonlySet<number> = new Set(
  Array.from(COMMON, (character) => character.charCodeAt(0)),
);

/** Share (0 to 1) of common characters and marks among the units of `text` beyond ASCII; 0 where there are none. */
export function commonShare(text: string): number {
  let beyond = 0;
  let common = 0;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    beyond += 1;
    if (COMMON_UNITS.has(unit)) common += 1;
  }
  return beyond === 0 ? 0 : common / beyond;
}
