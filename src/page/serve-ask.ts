import { say } from './serve-elements.ts';

/** The password stands behind `#`; from there it goes where a reload finds it and nobody reads it over a shoulder. */
function readToken(): string {
  const given = location.hash.slice(1);
  if (given !== '') {
    sessionStorage.setItem('cuilint', given);
    history.replaceState(null, '', '/');
  }
  return sessionStorage.getItem('cuilint') ?? '';
}

export const token: string = readToken();

/** Throws an Error with the sentence of the program, and a TypeError where nobody answers. */
export async function ask(path: string, body?: Blob, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'X-Cuilint-Token': token },
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (response.ok) return response;
  const { error }: { readonly error?: string } = await response.json();
  throw new Error(error ?? say('lost'));
}
