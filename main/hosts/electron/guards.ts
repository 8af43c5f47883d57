// What the window may never do, whatever runs inside it: leave its origin, open windows, get a permission, load from the
// network, take a download.

import type { Session, WebContents } from 'electron';
import { APP_ORIGIN } from '../../../core/contract/index.ts';

/** True for what our own host serves: exactly our scheme and host, no other host that begins with it. */
const isOwn = (url: string): boolean => url.startsWith(`${APP_ORIGIN}/`);

/** True for the one page that there is; voxels and pictures are not places to go to. */
const isOwnPage = (url: string): boolean => url.split(/[?#]/)[0] === `${APP_ORIGIN}/`;

/** Kinds of address that a page may load: its own, and what it made itself. Developer tools load their own pages. */
const LOADABLE = ['blob:', 'data:', 'devtools:'];

export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, decide) =>
    decide({ cancel: !isOwn(url) && !LOADABLE.some((scheme) => url.startsWith(scheme)) }),
  );
  session.on('will-download', (event) => event.preventDefault());
}

export function guardContents(contents: WebContents): void {
  const stay = (event: { url: string; preventDefault(): void }): void => {
    if (!isOwnPage(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  // Frames inside the page: there are none, so nothing may become one.
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isOwnPage(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  // A page's title could hold a patient's name, and titles are seen in task bars and recordings of the screen.
  contents.on('page-title-updated', (event) => event.preventDefault());
}
