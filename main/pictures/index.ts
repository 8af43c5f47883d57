export * from './sniff-picture.ts';
