// The packages come without types for these entries.

declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  const start: unknown;
  // biome-ignore lint/style/noDefaultExport: that is what a CommonJS module looks like from here
  export default start;
}

declare module '@cornerstonejs/codec-charls/decodewasmjs' {
  const start: unknown;
  // biome-ignore lint/style/noDefaultExport: that is what a CommonJS module looks like from here
  export default start;
}
