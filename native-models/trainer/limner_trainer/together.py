"""Networks that answer together: the engine averages their probabilities, patch by patch, and so does the trainer."""
from pathlib import Path
from typing import Dict, List

import torch
from torch import nn

from .network import UNet
from .plan import Recipe
from .warm_start import read_weights

# As the engine keeps probabilities off 0 and 1 before a logarithm.
_LEAST = 1e-7


class Together(nn.Module):
    """Logits of the mean of what several networks think probable."""

    def __init__(self, nets: List[nn.Module]):
        super().__init__()
        self.nets = nn.ModuleList(nets)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        mean = torch.stack([torch.sigmoid(net(x).float()) for net in self.nets]).mean(0)
        return torch.logit(mean.clamp(_LEAST, 1 - _LEAST))


def read_others(recipe: Recipe) -> List[UNet]:
    """The networks of `recipe.ensemble`, ready to predict. Throws ValueError for weights of another form."""
    others = []
    for member in recipe.ensemble:
        net = UNet(member.network)
        stored = read_weights(Path(member.weights))
        missing = [name for name in net.state_dict() if name not in stored and not name.startswith("aux.")]
        if missing:
            raise ValueError(f"{member.weights}: not the network that the recipe says, {missing[0]} is missing")
        net.load_state_dict(stored, strict=False)
        others.append(net.eval())
    return others


def trained_network(recipe: Recipe, weights: Dict[str, torch.Tensor]) -> nn.Module:
    """What is shipped: the trained network, together with the others of the recipe where it names some."""
    net = UNet(recipe.network)
    net.load_state_dict(weights)
    net.eval()
    others = read_others(recipe)
    return Together([net, *others]).eval() if others else net
