// Printers and materials to choose from: beds at their true size, densities as makers of filaments and resins state them.

export interface Printer {
  readonly id: string;
  readonly label: string;
  readonly widthMm: number;
  readonly depthMm: number;
  readonly heightMm: number;
}

export const PRINTERS: readonly [Printer, ...Printer[]] = [
  { id: 'generic', label: 'Generic 220 × 220 × 250 mm', widthMm: 220, depthMm: 220, heightMm: 250 },
  { id: 'bed256', label: 'Bed 256 × 256 × 256 mm', widthMm: 256, depthMm: 256, heightMm: 256 },
  { id: 'bed250', label: 'Bed 250 × 210 × 220 mm', widthMm: 250, depthMm: 210, heightMm: 220 },
  { id: 'bed300', label: 'Bed 300 × 300 × 300 mm', widthMm: 300, depthMm: 300, heightMm: 300 },
  { id: 'resin143', label: 'Resin 143 × 89 × 175 mm', widthMm: 143, depthMm: 89, heightMm: 175 },
  { id: 'resin218', label: 'Resin 218 × 123 × 260 mm', widthMm: 218, depthMm: 123, heightMm: 260 },
];

export const printerOf = (id: string): Printer => PRINTERS.find((own) => own.id === id) ?? PRINTERS[0];

export interface Material {
  readonly id: string;
  readonly label: string;
  readonly densityGPerMl: number;
}

export const MATERIALS: readonly [Material, ...Material[]] = [
  { id: 'pla', label: 'PLA', densityGPerMl: 1.24 },
  { id: 'petg', label: 'PETG', densityGPerMl: 1.27 },
  { id: 'pa12', label: 'PA 12', densityGPerMl: 1.01 },
  { id: 'resin', label: 'Resin', densityGPerMl: 1.18 },
];

export const materialOf = (id: string): Material => MATERIALS.find((own) => own.id === id) ?? MATERIALS[0];
