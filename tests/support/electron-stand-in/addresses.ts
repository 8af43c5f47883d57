// Chromium knows no app://: the page stands at an https origin that cannot exist, which is as secure a context.

export const APP = 'app://limner';
export const PAGE = 'https://limner.invalid';

export const toPage = (url: string): string => (url.startsWith(APP) ? PAGE + url.slice(APP.length) : url);
export const toApp = (url: string): string => (url.startsWith(`${PAGE}/`) ? APP + url.slice(PAGE.length) : url);

export const appOrigin = (url: string): string => {
  const { origin } = new URL(url);
  return origin === PAGE ? APP : origin;
};
