/** The address of a file that starts a thread or a process, in an installed app: outside of Electron's archive, where a
 * plain Node can read it (electron-builder.yml unpacks them). Unchanged elsewhere. */
export const unpackedUrl = (url: URL): URL => new URL(url.href.replace('/app.asar/', '/app.asar.unpacked/'));
