"""`python3 -m limner_trainer`."""
import os

# Read when torch loads OpenMP. Threads that spin while they wait for one that lost its core to another program made a
# step eight times slower on a shared machine.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

from .cli import main  # noqa: E402

main()
