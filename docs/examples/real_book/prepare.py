"""Write the customers of the book as firms, and the mapping that names them.

Usage: prepare.py BOOK MAPPING FOLDER
"""

import csv
import json
import sys
from pathlib import Path

from lianqiao.shared.uscc import make

book, example, out = (Path(word) for word in sys.argv[1:])
with book.open(encoding="utf-8-sig") as source:
    codes = sorted({row["customerID"] for row in csv.DictReader(source)})
parties = {code: make("91341721", f"MB{number:06d}") for number, code in enumerate(codes)}

firms = [["uscc", "name", "park", "industry", "employees", "revenue", "assets", "grade"]]
firms.append(["91350100M000100Y43", "示例卖方", "dongzhi", "2710", "120", "6000万", "4000万", "3"])
for number, code in enumerate(parties.values()):
    firms.append([code, f"示例客户{number:03d}", "other", "5150", "", "", "", "5"])
with (out / "enterprises.csv").open("w", encoding="utf-8", newline="") as target:
    csv.writer(target).writerows(firms)

mapping = json.loads(example.read_text(encoding="utf-8")) | {"parties": parties}
(out / "mapping.json").write_text(json.dumps(mapping, ensure_ascii=False), encoding="utf-8")
