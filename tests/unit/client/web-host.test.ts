// Choosing files in a browser, with a page that is stood in for.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createWebHost } from '../../../renderer/client/web-host.ts';

class FakeInput extends EventTarget {
  type = '';
  hidden = false;
  multiple = false;
  webkitdirectory = false;
  files = null;
  clicks = 0;
  readonly page: FakeInput[];
  constructor(page: FakeInput[]) {
    super();
    this.page = page;
  }
  click() {
    this.clicks++;
  }
  remove() {
    this.page.splice(this.page.indexOf(this), 1);
  }
}
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('choosing files', () => {
  it('keeps the chooser in the page until a person has chosen, or has thought better of it', async () => {
    const page: FakeInput[] = [];
    vi.stubGlobal('document', {
      createElement: () => new FakeInput(page),
      body: { append: (input: FakeInput) => page.push(input) },
    });
    const host = createWebHost({} as never);
    const picked = host.pickImport('folder');
    const [input] = page;
    expect(input).toMatchObject({ type: 'file', hidden: true, webkitdirectory: true, clicks: 1 });
    input?.dispatchEvent(new Event('cancel'));
    expect(await picked).toEqual([]);
    expect(page).toEqual([]);
  });
});
