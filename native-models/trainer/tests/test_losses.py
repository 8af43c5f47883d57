import numpy
import torch

from limner_trainer.losses import LossSpec, cross_entropy_loss, overlap_loss, segmentation_loss

torch.manual_seed(0)
LOGITS = torch.randn(2, 3, 4, 5, 6)
TARGET = (torch.rand(2, 3, 4, 5, 6) > 0.7).float()
ALL_KNOWN = torch.ones(2, 3)


def test_overlap_of_masks_is_one_minus_dice_over_the_batch():
    share = (LOGITS > 0).float()
    for c, loss in enumerate(overlap_loss(share, TARGET, ALL_KNOWN, 0.0).tolist()):
        a, b = share[:, c].numpy() > 0, TARGET[:, c].numpy() > 0
        assert abs(loss - (1 - 2 * (a & b).sum() / (a.sum() + b.sum()))) < 1e-6


def test_partly_filled_voxels_are_met_exactly_not_rounded():
    share = torch.full((1, 1, 2, 2, 2), 0.3)
    assert overlap_loss(share, share, torch.ones(1, 1), 0.0).item() < 1e-6
    for other in (0.0, 0.25, 0.35, 1.0):
        assert overlap_loss(torch.full_like(share, other), share, torch.ones(1, 1), 0.0).item() > 0.05


def test_an_unknown_structure_has_no_gradient_and_the_others_do():
    logits = LOGITS.clone().requires_grad_()
    known = torch.tensor([[1.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
    loss, _ = segmentation_loss(logits, TARGET, known, LossSpec())
    loss.backward()
    flows = logits.grad.abs().flatten(2).sum(2) > 0
    assert flows.tolist() == [[True, False, True], [True, False, False]]


def test_cross_entropy_and_its_focal_form_are_as_published():
    p = 1 / (1 + numpy.exp(-LOGITS.numpy().astype(float)))
    t = TARGET.numpy()
    entropy = -(t * numpy.log(p) + (1 - t) * numpy.log(1 - p))
    by_class = lambda v: v.mean((0, 2, 3, 4))
    assert numpy.allclose(cross_entropy_loss(LOGITS, TARGET, ALL_KNOWN, 0.0).numpy(), by_class(entropy), atol=1e-5)
    focal = by_class(numpy.abs(p - t) ** 2 * entropy)
    assert numpy.allclose(cross_entropy_loss(LOGITS, TARGET, ALL_KNOWN, 2.0).numpy(), focal, atol=1e-5)


def test_class_weights_choose_what_counts():
    only_first = LossSpec(dice=1.0, cross_entropy=0.0, class_weights=(1.0, 0.0, 0.0))
    loss, per_class = segmentation_loss(LOGITS, TARGET, ALL_KNOWN, only_first)
    assert abs(loss.item() - per_class[0].item()) < 1e-6


def test_coarser_outputs_count_half_as_much():
    spec = LossSpec(dice=1.0, cross_entropy=0.0)
    coarse = torch.randn(2, 3, 2, 5, 3)
    fine, _ = segmentation_loss(LOGITS, TARGET, ALL_KNOWN, spec)
    low, _ = segmentation_loss(coarse, torch.nn.functional.adaptive_avg_pool3d(TARGET, (2, 5, 3)), ALL_KNOWN, spec)
    both, _ = segmentation_loss([LOGITS, coarse], TARGET, ALL_KNOWN, spec)
    assert abs(both.item() - (fine + low / 2).item() / 1.5) < 1e-6
