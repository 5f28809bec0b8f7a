"""A graph that must be whole, here and elsewhere: verify, push."""

from __future__ import annotations

import json
from typing import Annotated

from filon.cli.commands import FORMAT, KG, Form, app, example
from filon.cli.screen import messages, plural, progress


@app.command(epilog=example("filon verify kg", "filon verify kg --format json"))
def verify(kg: KG, form: Annotated[Form, FORMAT] = Form.TEXT) -> int:
    """Read everything in the graph's folder again and compare it with what was written: files, every ordering of the index, texts.

    Exit code 1 says that something is not as it was written: each thing is a sentence. A build makes a graph whole again.
    """
    from filon.codec import encode
    from filon.verify import verify as read_again

    with progress() as ticker:
        found = read_again(kg, progress=ticker)
    if form is Form.JSON:
        print(json.dumps(encode(found), ensure_ascii=False, indent=1))
    else:
        for finding in found.findings:
            print(finding)
    console = messages()
    if console.is_terminal and not found.findings:
        read = (plural(found.quads, "quad"), plural(found.files, "file"), plural(found.documents, "document"))
        console.print(f"{kg}  {', '.join(read)}: all as they were written.", markup=False)
    return 1 if found.findings else 0
