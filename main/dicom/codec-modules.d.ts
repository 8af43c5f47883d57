// The package comes without types for this entry.

declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  const start: unknown;
  // biome-ignore lint/style/noDefaultExport: that is what a CommonJS module looks like from here
  export default start;
}
