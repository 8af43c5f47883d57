// Sets of which there is a newer version.

export { supersededIds } from '../../core/edit/index.ts';
