"""How well reports in words are read: precision and recall by indicator, and what was taken for what."""

from __future__ import annotations

import time
from dataclasses import replace

from tests.support.carried_reports import AGENCIES, read, write
from tests.support.consolidations import real_payload
from tests.support.corpus import CORPUS, reports_of, score

_PAGES = 39  # of the long report, as LibreOffice prints it


def main() -> None:
    """Print what the reports give, those that were kept out of sight at first apart; and what a long report takes."""
    long = long_report()
    read("long.docx", long)
    begun = time.process_time()
    read("long.docx", long)
    spent = time.process_time() - begun
    print(
        f"reading, a report of {_PAGES} pages: {1000 * spent / _PAGES:.0f} ms of processor a page, {spent:.2f} s in all"
    )
    for title, folder in (("seen", CORPUS), ("unseen at first", CORPUS / "unseen")):
        reports = reports_of(folder)
        begun = time.process_time()
        found = score(reports)
        spent = time.process_time() - begun
        print(
            f"reading, {title}: {len(reports)} reports, {found.expected.total()} figures: precision "
            f"{found.precision:.2%}, recall {found.recall:.2%}, {spent / max(1, len(reports)):.2f} s of processor each"
        )
        for name, is_right in found.refused:
            print(f"  {name} is said to be no report, {'rightly' if is_right else 'WRONGLY'}")
        for code, count in sorted(found.expected.items()):
            wrong = [item for item in found.wrong if item[1] == code]
            if found.sure[code] < count or wrong:
                print(f"  {code}: sure {found.sure[code]}/{count}, offered {found.offered[code]}, wrong {len(wrong)}")
        for name, code, value, wanted in found.wrong:
            print(f"  confused in {name}: {code} = {value}, wanted {wanted if wanted is not None else 'nothing'}")


def long_report() -> bytes:
    """The real report with each text and the list of documents four times over, carrying its own values."""
    real = real_payload()
    texts = {code: "\n".join([text] * 4) for code, text in real.narratives.items()}
    agency = next(item for item in AGENCIES if item.code == real.agency)
    return write(replace(real, narratives=texts, documents=real.documents * 4), agency)


if __name__ == "__main__":
    main()
