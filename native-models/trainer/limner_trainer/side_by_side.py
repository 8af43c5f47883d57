"""One batch, several threads: every thread computes one part of the samples with a copy of the network.

Two threads inside each convolution share its cache lines and wait for each other; two threads with a sample each hardly
meet. Samples must not see each other in the network: instance norm, not batch norm.
"""
from concurrent.futures import ThreadPoolExecutor
from typing import Callable, List, Tuple

import torch
from torch import nn

# Finest first, as `segmentation_loss` takes them.
Outputs = List[torch.Tensor]


def _training_outputs(net: nn.Module, x: torch.Tensor) -> Outputs:
    net.train()
    outputs = net(x)
    return outputs if isinstance(outputs, list) else [outputs]


class SideBySide:
    """Forward and backward of `net` by `workers` threads. The copies share the weights of `net`, so that a step of the
    optimiser changes all of them; gradients are added up in a fixed order, so that a run can be repeated exactly."""

    def __init__(self, net: nn.Module, another: Callable[[], nn.Module], workers: int, threads_each: int):
        self.net = net
        self.copies = [net, *(self._sharing(another()) for _ in range(workers - 1))]
        self.pool = ThreadPoolExecutor(workers, initializer=torch.set_num_threads, initargs=(threads_each,))

    def _sharing(self, copy: nn.Module) -> nn.Module:
        own = dict(self.net.named_parameters())
        for name, parameter in copy.named_parameters():
            parameter.data = own[name].data
        return copy

    def forward(self, x: torch.Tensor) -> Tuple[Outputs, List[Outputs]]:
        """Outputs of the whole batch, cut off from the networks, and those of the parts, for `backward`."""
        parts = list(self.pool.map(_training_outputs, self.copies, x.chunk(len(self.copies))))
        return [torch.cat(level).detach().requires_grad_() for level in zip(*parts)], parts

    def backward(self, whole: Outputs, parts: List[Outputs]) -> None:
        """Takes the gradients of `whole` back through the networks; they end in the parameters of `net`."""
        counts = [len(part[0]) for part in parts]
        gradients = zip(*(level.grad.split(counts) for level in whole))
        list(self.pool.map(torch.autograd.backward, parts, gradients))
        for copy in self.copies[1:]:
            for total, part in zip(self.net.parameters(), copy.parameters()):
                if part.grad is not None:
                    total.grad = part.grad if total.grad is None else total.grad.add_(part.grad)
                    part.grad = None
