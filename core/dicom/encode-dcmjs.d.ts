// The part of dcmjs that Limner uses: the package has no declarations of its own.
declare module 'dcmjs' {
  export interface DcmjsElement {
    readonly vr: string;
    readonly Value: readonly unknown[];
  }
  export type DcmjsDataset = Record<string, DcmjsElement>;
  interface Logger {
    setLevel(level: 'silent', persist?: boolean): void;
    getLogger(name: string): Logger;
  }
  const dcmjs: {
    readonly log: Logger;
    readonly data: {
      readonly DicomDict: new (
        meta: DcmjsDataset,
      ) => {
        dict: DcmjsDataset;
        write(options?: { allowInvalidVRLength: boolean }): ArrayBuffer;
      };
      readonly DicomMetaDictionary: {
        denaturalizeDataset(dataset: Record<string, unknown>): DcmjsDataset;
      };
    };
  };
  export default dcmjs;
}
