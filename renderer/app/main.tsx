// Entry of the window: one React root; everything else is built by the shell.

import { createRoot } from 'react-dom/client';
import '../ui/tokens.css';
import { App } from './app.tsx';

const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
