// Slices as a person counts and reads them.

/** '35–38, 41' of plane numbers that grow, counted from 1. */
export function slicesInWords(planes: readonly number[]): string {
  const parts: string[] = [];
  for (let at = 0; at < planes.length; ) {
    let end = at;
    while (end + 1 < planes.length && planes[end + 1] === (planes[end] as number) + 1) end++;
    const [from, to] = [(planes[at] as number) + 1, (planes[end] as number) + 1];
    parts.push(from === to ? from.toString() : `${from.toString()}–${to.toString()}`);
    at = end + 1;
  }
  return parts.join(', ');
}
