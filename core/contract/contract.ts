// All services: the one list from which the command line, the window and the tests get their methods and types.

import type { Client, Implementation } from './define.ts';
import { contouring } from './services/contouring.ts';
import { dose } from './services/dose.ts';
import { exchange } from './services/exchange.ts';
import { library } from './services/library.ts';
import { models, system } from './services/system.ts';

export const contract = { library, contouring, dose, exchange, models, system };

export type LimnerContract = typeof contract;
export type LimnerClient = Client<LimnerContract>;
export type LimnerImplementation = Implementation<LimnerContract>;
