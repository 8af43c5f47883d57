// The host lets style elements in only with the nonce of this page. Libraries that add some (Radix, through get-nonce)
// look for it under this name.

const nonce = document.querySelector('meta[name="style-nonce"]')?.getAttribute('content') ?? '';
(globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = nonce;

/** For an element that a component itself adds; '' where the host set none. */
export const styleNonce: string = nonce;
