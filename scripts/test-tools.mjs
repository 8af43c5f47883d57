// The independent judges that the tests call: found, installed (as root on Debian or Ubuntu), or named.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** How to see that a tool is there, and the Debian package that has it. */
const TOOLS = [
  { command: ['dciodvfy', '-version'], package: 'dicom3tools' },
  { command: ['plastimatch', '--version'], package: 'plastimatch' },
  { command: ['dcm2niix', '--version'], package: 'dcm2niix' },
  { command: ['admesh', '--version'], package: 'admesh' },
  { command: ['prusa-slicer', '--help'], package: 'prusa-slicer' },
  { command: ['dcmdump', '--version'], package: 'dcmtk' },
  { command: ['chromium', '--version'], package: 'chromium' },
  // Debian's modules load only in Debian's own interpreter.
  ...['numpy', 'scipy', 'pydicom', 'nibabel', 'skimage', 'onnx', 'torch', 'pytest'].map((name) => ({
    command: ['/usr/bin/python3', '-c', `import ${name}`],
    package: `python3-${name}`,
  })),
  { command: ['/usr/bin/python3', '-c', 'import vtk'], package: 'python3-vtk9' },
];

const isThere = ({ command: [program, ...args] }) => {
  const { error, status } = spawnSync(program, args, { stdio: 'ignore' });
  // Some print their version and exit with 1: what counts for a program is that it starts.
  return error === undefined && (program.startsWith('/usr/bin/python3') ? status === 0 : true);
};

const canInstall = () =>
  existsSync('/usr/bin/apt-get') && typeof process.getuid === 'function' && process.getuid() === 0;

/** Returns the packages that are still missing at the end. */
export const ensureTestTools = () => {
  const missingPackages = () => [...new Set(TOOLS.filter((tool) => !isThere(tool)).map((tool) => tool.package))];
  let missing = missingPackages();
  if (missing.length > 0 && canInstall()) {
    process.stdout.write(`installing for the tests: ${missing.join(' ')}\n`);
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env: environment });
    const install = ['install', '-y', '-qq', '--no-install-recommends', ...missing];
    const { status, stderr } = spawnSync('apt-get', install, { encoding: 'utf8', env: environment });
    if (status !== 0) process.stdout.write(`${stderr}\n`);
    missing = missingPackages();
  }
  return missing;
};
