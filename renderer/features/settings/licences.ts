// What of others is inside, and on what terms.

export const LICENCES: readonly { readonly name: string; readonly licence: string; readonly use: string }[] = [
  { name: 'ONNX Runtime', licence: 'MIT', use: 'runs the models' },
  { name: 'SQLite (better-sqlite3)', licence: 'Public domain, MIT', use: 'keeps the library' },
  { name: 'OpenJPEG (codec-openjpeg)', licence: 'BSD-2-Clause, MIT', use: 'JPEG 2000' },
  { name: 'dicom-parser', licence: 'MIT', use: 'reads DICOM' },
  { name: 'fflate', licence: 'MIT', use: 'ZIP and gzip' },
  { name: 'fast-png', licence: 'MIT', use: 'pictures' },
  { name: 'zod', licence: 'MIT', use: 'checks every message' },
  { name: 'ws', licence: 'MIT', use: 'the line of the web host' },
  { name: 'vtk.js', licence: 'BSD-3-Clause', use: 'the 3D view' },
  { name: 'Manifold (manifold-3d)', licence: 'Apache-2.0', use: 'cuts and unions of printed parts' },
  { name: 'React', licence: 'MIT', use: 'the window' },
  { name: 'Radix UI', licence: 'MIT', use: 'menus and dialogs' },
  { name: 'zustand', licence: 'MIT', use: 'the state of the window' },
  { name: 'Electron', licence: 'MIT', use: 'the desktop app' },
  { name: 'Inter', licence: 'OFL-1.1', use: 'the typeface, of the window and of engraved letters' },
];
