export * from './tg263.ts';
