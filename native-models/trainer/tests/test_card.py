from conftest import toy_recipe

from limner_trainer.card import model_card
from limner_trainer.plan import Recipe
from limner_trainer.specs import from_json

NOTHING = {
    "augment": {
        "p_rotate": 0.0, "p_scale": 0.0, "p_mirror": 0.0, "p_noise": 0.0, "p_blur": 0.0, "p_brightness": 0.0,
        "p_contrast": 0.0, "p_low_resolution": 0.0, "p_gamma": 0.0,
    },
    "jitter_share": 0.0,
}


def training_line(stages, **changes):
    raw = {**toy_recipe(), "stages": stages, **changes}
    recipe = from_json(Recipe, raw)
    card = model_card(recipe, recipe.model, {}, None, 0)
    return next(line for line in card.splitlines() if line.startswith("- **Training**"))


def stage(**training):
    return toy_recipe(**training)["stages"]["train"]


def test_the_card_names_the_augmentation_of_the_recipe_and_no_other():
    everything = training_line({"train": stage()})
    assert everything.endswith(
        "Rotation, scaling, stretching, left/right mirroring with swapped names, noise, blur, brightness, contrast, "
        "low resolution, gamma and shifts."
    )
    assert "mirroring, noise" in training_line({"train": stage()}, mirror_pairs=[])
    assert training_line({"train": stage(**NOTHING)}).endswith("No augmentation.")
    noisy = {"augment": {**NOTHING["augment"], "p_noise": 0.2}}
    assert training_line({"train": stage(**{**NOTHING, **noisy})}).endswith("0.9. Noise.")
    # What may be done by nothing is not done.
    still = {"augment": {**NOTHING["augment"], "p_rotate": 0.5, "rotate_degrees": [0, 0, 0]}}
    assert training_line({"train": stage(**{**NOTHING, **still})}).endswith("No augmentation.")


def test_the_card_says_in_which_stages_something_is_done():
    sided = stage(augment={"p_mirror": 0.0})
    assert "left/right mirroring with swapped names (in long only), " in training_line({"long": stage(), "sided": sided})
    assert "mirroring" not in training_line({"sided": sided})


def test_the_card_says_that_training_ended_early_where_it_may():
    assert "train: 4 steps of 2 patches" in training_line({"train": stage()})
    line = training_line({"train": stage(stop_after_validations=3)})
    assert "train: at most 4 steps (until 3 validations found nothing better; the best is kept) of 2 patches" in line
