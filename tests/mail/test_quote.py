"""Bodies and their blocks: each case is a mail drawn with its blocks in the margin.

The margin: o own, q1 q2 quote and its depth, a attribution (a1 inside a quote), s signature,
f footer, p patch, c code, x attachment. A line of white space bears the letter of its block.
"""

from __future__ import annotations

import hashlib

import pytest

from pipeline.mail import quote

# VERSION and the digest of what it makes of the cases below: neither changes without the other.
PINNED = (16, "f1c4eefb844b9ae3")

LETTERS = {
    "own": "o",
    "greeting": "g",
    "quote": "q",
    "attribution": "a",
    "signature": "s",
    "footer": "f",
    "patch": "p",
    "code": "c",
    "attachment": "x",
}

CASES = {
    "Paragraphs of which only the first line bears its mark": """
a | On 12 Jan 2014 23:39, "Anna Berg" <anna at example.org>
a | wrote:
q1| >
q1| > The nest boxes that hang along the northern wall have leaked since March
q1| because nobody painted them before the winter, and two of the families went to
q1| breed in the barn instead.
q1| >
q1| > Boxes of oak would need no paint at all, cost twice as much, and last
q1| longer than any of us, as far as one can tell from the old ones that still hang
q1| behind the mill.
q1| >
q1| > I propose that every box which falls down be replaced by one of oak.
q1| The others may stay where they are until then, painted or not, since
q1| they are inhabited.
q1|
o | So only those that fall. Then I have nothing against it, and
o | oak there is.
""",
    "An answer right below a quote that was cut in a sentence, between empty lines": """
q1| > I have been moving some of the drivers out of the project lately, and
o | I have not.  Nor do I know of anybody who has, on this list or on any other.
o | Who did?
o |
q1| > I propose that this new repository use the interface of the new one.
q1|
o | Yes.
""",
    "Below two attributions of which the first marks nothing all is quoted": """
o | How does that go with the release?
o | I am still not convinced.
o |
a | On Feb 28, 2009 1:06 AM, "Anna Berg" <anna at example.org> wrote:
a |
a1| On Fri, Feb 27, 2009 at 3:41 PM, Bo Dahl <bo at example.org> wrote:
q2| > One more word, though...
q1| Thanks to Bo indeed.
q1|
q1| Would it help if I decided?
""",
    "Supercite below Outlook's block": """
o | I have been interested in this as well.
o |
a | -----Original Message-----
a | From: Maria Berg [mailto:maria at example.org]
a | Sent: Saturday, April 05, 2008 1:20 PM
a | To: Rory Dahl
a | Subject: Re: powers
a |
a | >>>>> "RD" == Rory Dahl <rory at example.org>
a | >>>>>     on Sat, 5 Apr 2008 14:44:44 +0100 writes:
a |
q2|     RD> Hi all.
q2|     RD> Shall we?
q2|
q1| Yes. A few weeks ago.
""",
    "An attribution under which nothing was left": """
o | Sorry, everybody.
o |
a | On Jun 28, 2010, at 10:40 AM, Anna Berg <anna at example.org> wrote:
a |
q1| >
""",
    "A cut between an attribution and the quote": """
a | Anna Berg writes:
a |
o | [long example]
o |
q1|  > Am I right so far?
q1|
o | Yes.
""",
    "A dashed name above a postscript": """
o | I would move them out.
o |
s | ~ Anna Berg (Example)
s |
o | Ps. I am new here.
""",
    "A quote that goes on behind dots": """
q1| > 5.3 Drivers
q1| ...> They shall be moved.
q1|
o | By whom?
""",
    "A card under a rule of asterisks, below a sign-off": """
o | I would move them out.
o |
s | Regards,
s | Anna
s |
s | *****************************
s | Anna Berg, Ph.D.
s | Associate Professor
s | Office: 1035 Example Hall
s | http://people.example.org/berg
""",
    "An address that was too long for its quoted line": """
q1| > It is explained here:
q1| >
q1| http://lists.example.org/a/very/long/address/that/no/mailer/would/leave/alone
q1| >
q1| > Shall we?
q1|
o | Yes.
""",
    "A quote between brackets on lines of their own": """
a | Anna Berg wrote:
q1| <<
q1| Shall we move the drivers out?
q1|
q1| I would.
q1| >>
q1|
o | So would I.
""",
    "A quote as forums mark it": """
q1| <quote who="Anna Berg">
q1| Shall we move the drivers out?
q1| </quote>
q1|
o | Yes.
""",
    "A bracket that is not closed opens nothing": """
o | cat <<
o |
o | Here it ends.
""",
    "A name for a mark, where Supercite's attribution names it": """
a | >>>>> "MariaB" == Berg, Maria <maria at example.org>
a | >>>>>     on Tue, 22 Apr 2014 14:44:01 +0100 writes:
a |
q1|     MariaB> Shall we move the drivers out?
q1|     MariaB> I would.
q1|
o | So would I.
""",
    "A prompt with a name is no mark": """
o | I typed this:
o |
o | gnuplot> plot sin(x)
o | gnuplot> replot
""",
    "A long tail that had no room above, in lower case": """
a | On Wed, Anna Berg wrote:
q1| > The longer I look at it, the more a repository of its own seems what all the
q1| drivers would need to be the better for it.
q1|
o | So do I.
""",
    "An address that a mailer wrapped off a quoted footer": """
o | Yes.
o |
q1| > _______________________________________________
q1| > Unsubscribe:
q1| https://lists.example.org/options/dev/anna%40example.org
x | -------------- next part --------------
x | An HTML attachment was scrubbed...
""",
    "At least is no mark": """
o | With versions
o | >= 2.7.10 you know that you have it.
""",
    "What R's lists put for HTML": """
o | Yes.
o |
x | \t[[alternative HTML version deleted]]
""",
    "Outlook's line above its block, and a first name that is a weekday in German": """
o | Fair enough.
o |
a | ________________________________
a | From: Anna Berg <anna at example.org>
a | Sent: Thursday, January 11, 2024 6:14 PM
a | To: drivers at example.org
a | Subject: Re: drivers
a |
a1| On Wed, 10 Jan 2024 21:05:33 +0000
a1| Sam Dahl <sam at example.org> wrote:
a1|
q1| Let us split them.
""",
    "Marks right before an attribution inside a quote are those of the quote": """
a | On Sun, 20 Apr 2014, Anna Berg wrote:
a |
a1| > On 20/04/2014 1:21 PM, Bo Dahl wrote:
q2| >> No.
q2| >>
a3| >>> On 20/04/2014 8:43 AM, Cem Ek wrote:
q4| >>>> Shall we?
q2| >> We tried.
q1| > It may do.
q1|
o | Fine.
""",
    "Supercite's attribution by date quotes nothing, whatever marks it bears": """
a | >>>>> On Sat, 5 Apr 2014 19:31:43 +0100, Dan Berg <dan at example.org> said:
q1| Dan> Shall we?
q1| Dan> I would.
q1|
o | So would I.
""",
    "A newsreader's attribution whose id has a line of its own": """
a | In article
a | <20140112-boxes-of-oak-0001-Qx7Lm2Zt9Rk4Wv at mail.example.org>,
a |  Anna Berg <anna at example.org> wrote:
q1| > Shall we?
q1|
o | Yes.
""",
    "Initials before an attribution are no part of the name": """
a | Dan Berg <dan at example.org> writes:
a1| DB> Anna Ek wrote:
q2| DB> > Shall we?
q1| DB> I would.
q1|
o | So would I.
""",
    "A session of R goes on where its output is of no known form": """
a | Anna Berg wrote:
q1| > The rest is lost.
q1|
o | Not with mine:
o |
c | > setClass("env", contains = "environment")
c | [1] "env"
c | > one <- new("env")
c | > parent.env(one)
c | <environment: 0247a650>
c |
o | So what is lost?
""",
    "A time and a word with a colon attribute nothing": """
o | After library(env) try this:
o |
c | > matrix(1:12, 0, 0)
c | <0 x 0 matrix>
c | Warning message:
c |
o | Odd.
""",
    "A reply below the quote": """
a | On Thu, Sep 4, 2014 at 5:24 AM, Anna Berg <anna at example.org> wrote:
q1| > Shall we move the drivers out?
q1| > They take most of our time.
q1|
o | Yes, let us do so.
""",
    "Answers between the paragraphs of a quote": """
g | Hi all,
g |
a | Anna Berg wrote:
q1| > First point.
o | No.
q1| > Second point.
o | Yes.
""",
    "What was cut stays the author's, and the attribution above it is found": """
a | On Thu, Sep 4, 2014 at 5:24 AM, Anna Berg <anna at example.org> wrote:
a |
o | [Heavy snipping because of length]
o |
q1| > The solution is to split.
q1|
o | This is the crux.
""",
    "Quotes in quotes, with their attribution lines": """
a | On 2 May 2010, Anna Berg wrote:
a1| > On 1 May 2010, Bo Dahl wrote:
q2| > > Let us fork.
q1| > Why now?
o | Because.
""",
    "An attribution wrapped over three lines": """
a | On Tue, 3 Mar 2009 00:29:06 -0500
a | Anna Berg
a | <anna at example.org> wrote:
q1| > Hello.
g | Good day.
""",
    "An attribution wrapped inside a quote, its tail without marks": """
a | Anna Berg wrote:
q1| > Yes.
q1| >
a1| > On Tue, Feb 21, 2017 at 2:52 PM, Bo Dahl <bo.dahl at
a1| example.org>
a1| > wrote:
q2| >> Shall we?
o | Done.
""",
    "Apple's Mail marks the attribution line": """
o | Agreed.
o |
a1| > On Mar 22, 2014, at 6:53 PM, Bo Dahl <bo at example.org> wrote:
q1| >
q1| > I agree with the sentiment.
""",
    "A header block inside marks": """
o | Agreed.
o |
a1| > Subject: Drivers
a1| > From: bo@example.org
a1| > To: list@example.org
a1| > Date: Mon, 2 Apr 2012 17:44:22 +0400
q1| >
q1| > Let us split them.
""",
    "A quoted line that a mailer wrapped": """
a | Anna Berg wrote:
q1| > This is a line that is so long that the mailer of the answer had to cut
q1| the tail
q1| > of it, and then it goes on.
o | no, it does not.
""",
    "The last quoted line is wrapped too": """
a | Anna Berg wrote:
q1| > But wouldn't the many aspects of this mapping eliminate all of the need
q1| for a table?
q1|
o | Perhaps.
""",
    "A short answer right under a quote is the author's": """
a | Anna Berg wrote:
q1| > Is it done?
o | not yet
q1| > And the tests?
o | neither.
""",
    "Marks of other mailers": """
g | Hi,
g |
a | Grant Moor wrote:
q1| | I get this error.
q1| |
q1| | Can someone help?
q1|
o | Install the patch.
""",
    "Initials as marks": """
q1| DB> Why is it slow?
q1| DB> It was not so before.
o | The cache is cold.
""",
    "Supercite names who speaks": """
a | >>>>> "DB" == Dan Berg <dan at example.org>
a | >>>>>     on Sat, 5 Apr 2008 19:31:43 +0100 writes:
a |
q1|     DB> Why is it slow?
q1|     DB> It was not so before.
q1|
o | The cache is cold.
""",
    "An indented quote under its attribution": """
g | Hi,
g |
a | Anna Berg <anna at example.org> writes:
a |
q1|    Let us split the drivers out of the tree,
q1|    all of them.
q1|
q1|    It would save time.
q1|
o | It would not.
""",
    "An Outlook header opens a quote without marks": """
o | I agree.
o |
a | -----Original Message-----
a | From: list-bounces at example.org
a | [mailto:list-bounces at example.org] On Behalf Of Bo Dahl
a | Sent: Tuesday, April 29, 2008 11:25 AM
a | To: list at example.org
a | Subject: Drivers
a |
q1| Let us split them.
q1|
q1| Bo
f | _______________________________________________
f | drivers mailing list
f | drivers at example.org
f | https://lists.example.org/listinfo/drivers
""",
    "A chain of header blocks goes deeper": """
o | Me too.
o |
a | Von: Anna Berg
a | Gesendet: Montag, 3. März 2014 12:01
a | An: Bo Dahl
a | Betreff: AW: Treiber
a |
q1| Ja.
q1|
a1| From: Bo Dahl
a1| Sent: Monday, March 3, 2014 11:00
a1| Subject: Drivers
a1|
q2| Shall we?
""",
    "A divider in a damaged language": """
g | Ahoj
g |
a | ----- P?VODN? ZPR?VA -----
a | Od: "Jan Dvorak" <jan at example.org>
a | Komu: list at example.org
a | P?edm?t: bug
a | Datum: 15.5.2006 - 13:04:31
a |
q1| > Ahojte
""",
    "Top-posting over the whole thread without marks": """
o | +1 from me.
s | Best,
s | Anna
s |
a | On Tue, 14 Jul 2014 18:45:07 +0000, Bo Dahl <bo at example.org>
a | wrote:
a |
q1| All,
q1|
q1| Shall we split the drivers?
q1|
a1| On Mon, Jul 6, 2014 at 7:04 PM Cy Eng <cy at example.org> wrote:
a1|
q2| I would.
""",
    "Headers pasted as evidence stay the author's": """
o | This is what the server sent:
o |
o | Received: from mx.example.org
o | From: bo@example.org
o | Date: Mon, 2 Apr 2012 17:44:22 +0400
o | To: list@example.org
o | Subject: Drivers
o |
o | So it was late.
""",
    "A signature under its delimiter, and a footer": """
o | Works for me.
s | --
s | Anna Berg
s | Power corrupts.
f | _______________________________________________
f | drivers mailing list
f | https://lists.example.org/listinfo/drivers
""",
    "A sign-off and a name are a signature": """
o | Works for me.
o |
s | Cheers,
s | Anna
""",
    "A sign-off in German, its letters lost": """
o | Das geht so.
o |
s | mit freundlichen Gr??en
s | J?rg Maier
""",
    "A sign-off with contact lines under an empty one": """
o | The row is posted.
o |
s | Cheers
s |
s | Anna Berg | CEO
s |
s | Tel: +1 905.502.7000 x 3288 | Toll Free: 888.879.5879
s | anna@example.org | www.example.org
""",
    "Notes and a postscript after a signature are the author's": """
o | See [1].
o |
s | Cheers,
s | Anna
s |
o | [1] https://www.example.org/drivers
o |
o | PS: sorry for the delay.
""",
    "Thanks that say more are the author's": """
a | Anna Berg wrote:
q1| > Please merge it.
o | Thanks, will do.
""",
    "A dashed name": """
o | That is crazy.
o |
s | -Anna
""",
    "Votes under a sign-off are kept": """
o | Looks fine.
o |
s | Thanks,
s | Anna
s |
f | _______________________________________________
f | drivers mailing list -- drivers@example.org
f | https://lists.example.org/listinfo/drivers
""",
    "A mobile tagline": """
o | OK
o |
s | Sent from my phone
s |
a | On 2 Jan 2014, at 10:10, Bo Dahl <bo@example.org> wrote:
a |
q1| > Fine?
""",
    "A disclaimer": """
o | We agree.
o |
f | This e-mail and any attachments are confidential and intended only for
f | the addressee. If you have it by mistake, delete it.
""",
    "An advertisement with its footer": """
o | We agree.
o |
f | ------------------------------------------------------------------------------
f | Buy our things! Everybody does.
f | http://ads.example.org
f | _______________________________________________
f | drivers mailing list
f | https://lists.example.org/listinfo/drivers
""",
    "Majordomo's footer": """
o | We agree.
f | -.-.-.-.-.-.-.-.-.-.-.-.-.-.-.-.-.-.-.-.-.-.-.-.-.-.-.-.-.-.-.-.-
f | r-list mailing list -- Read http://www.example.org/FAQ.html
f | Send "info" or "help" to: list-request@example.org
f | _._._._._._._._._._._._._._._._._._._._._._._._._._._._._._._._._
""",
    "A rule of the author's is no footer": """
o | Section one
o | ========================================
o | There are three drivers.
""",
    "The notices of the archiver": """
o | We agree.
x | -------------- next part --------------
x | An HTML attachment was scrubbed...
x | URL: <http://lists.example.org/pipermail/drivers/attachments/1/attachment.html>
""",
    "A notice in the language of the site": """
o | Sí.
x | ------------ próxima parte ------------
x | Se ha borrado un adjunto en formato HTML...
x | URL: <https://lists.example.org/pipermail/a/attachment.html>
""",
    "A part in plain text is not its notice": """
o | See below.
x | -------------- next part --------------
o | This note says why.
""",
    "A patch, its summary, and the version of git": """
o | Please apply.
o |
p | ---
p |  drivers.py | 3 ++-
p |  1 file changed, 2 insertions(+), 1 deletion(-)
p |
p | diff --git a/drivers.py b/drivers.py
p | index 83db48f..bf269f4 100644
p | --- a/drivers.py
p | +++ b/drivers.py
p | @@ -1,3 +1,4 @@
p |  import os
p | -print 1
p | +print(1)
p | +print(2)
s | --
s | 2.1.0
""",
    "A session of Python is code, not a quote": """
o | Look at this:
o |
c | >>> x = 1
c | >>> x + 1
c | 2
c |
o | So it works.
""",
    "A session of Python inside a quote": """
a | Anna Berg wrote:
q1| > Look:
q1| > >>> import os
q1| > >>> os.name
q1| > So it works.
o | Right.
""",
    "A session of R is code, not a quote": """
o | Why is this?
o |
c | > x <- rep(1:5, 3)
c | > mean(x)
c | [1] 3
c |
o | I expected four.
""",
    "A traceback": """
o | It fails:
o |
c | Traceback (most recent call last):
c |   File "a.py", line 1, in <module>
c |     main()
c | ValueError: no
c |
o | What now?
""",
    "Code in C": """
o | What of this loop?
o |
c | for (i = 0; i < 10; i++) {
c |     total += i;
c | }
c |
o | It is slow.
""",
    "A list of points is prose": """
o | I suggest the following:
o |   1) deprecate it;
o |   2) wait a release;
o |   3) remove it;
""",
    "From at the start of a line, escaped": """
o | It is simple.
o | >From the start it was so.
o | And it stays.
""",
    "A seal of PGP": """
s | -----BEGIN PGP SIGNED MESSAGE-----
s | Hash: SHA1
s |
o | I vote yes.
s | -----BEGIN PGP SIGNATURE-----
s | iD8DBQFCSuFd3A5SrXAiHQcRAlHDAJ0bPKke
s | =Y2A8
s | -----END PGP SIGNATURE-----
""",
    "A table after an attribution is not its quote": """
o | The counts:
o |
c | driver | lines
c | -------+------
c | one    | 10
""",
    "An address wrapped before its bracket": """
o | Best of luck.
o |
a | On Tue, Sep 29, 2015 at 10:31 AM, Anna Berg <anna at example.org
a | > wrote:
a |
q1| > Dear Bo,
q1| >
q1| > A question.
""",
    "The first line of a quote has lost its mark": """
g | Hi Anna,
g |
q1|  I'm running into a number of problems with overlays caused by the
q1| > fact that the space is now defined on the set.
q1|
o | So do I.
""",
    "A box drawn by Emacs": """
o | The log says:
o |
q1| ,----
q1| | ERROR: no driver
q1| `----
q1|
o | So load one.
""",
    "An attribution whose quote was deleted": """
a | On Sun, 2005-02-27 at 03:46 -0500, Anna Berg wrote:
a |
o | [snip everything for brevity]
o |
o | Thanks for sharing this.
""",
    "A greeting above an attribution whose quote was deleted": """
g | Hi Anna,
g |
a | On Sun, 2005-02-27 at 03:46 -0500, Anna Berg wrote:
q1| >
o | I agree with all of it.
""",
    "A name without capitals": """
a | carlos berg escribió:
q1| >
q1| > Para que sirve?
q1| >
o | Para todo.
""",
    "A name in brackets": """
a | [Anna Berg]
q1| > Let us split.
o | Let us not.
""",
    "A colon above a quote is no attribution": """
o | This is what the RFC says:
q1| > A client MAY send the header.
o | So it may.
""",
}


def drawn(text: str) -> list[str]:
    """The lines of a body with the letter and depth of their block."""
    lines = []
    for block in quote.blocks("list/2014-09/0001", text):
        mark = LETTERS[block.kind] + (str(block.depth) if block.depth else "")
        part = text[block.start_char : block.end_char].removesuffix("\n")
        lines += [f"{mark:<2}| {line}".rstrip() for line in part.split("\n")]
    return lines


def cut(case: str) -> tuple[str, list[str]]:
    """The body of a drawn case, and its lines with their margin."""
    expected = [line.rstrip() for line in case.strip("\n").split("\n")]
    body = "".join(line[4:] + "\n" for line in expected)
    return body, expected


@pytest.mark.parametrize("name", CASES)
def test_blocks_of_a_mail(name: str) -> None:
    """Each line of a mail has the kind and the depth that a reader gives it."""
    body, expected = cut(CASES[name])
    assert drawn(body) == expected


def test_an_empty_body_has_no_blocks() -> None:
    """Where nothing is said there is no block."""
    assert quote.blocks("list/2014-09/0001", "") == []


def test_an_unended_line() -> None:
    """A body without a last line feed ends where it ends."""
    (block,) = quote.blocks("list/2014-09/0001", "yes")
    assert (block.start_char, block.end_char) == (0, 3)


def test_version_is_pinned_to_what_it_makes() -> None:
    """Who changes the blocks of the cases also changes VERSION, so that parts are made anew."""
    made = "\n".join(line for name in sorted(CASES) for line in drawn(cut(CASES[name])[0]))
    assert (quote.VERSION, hashlib.sha256(made.encode()).hexdigest()[:16]) == PINNED
