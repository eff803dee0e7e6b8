"""The writer of remittances, for tests; the demo clinic's insurers write with it, too."""

from paydesk.demo.era_writer import Answered as Answered
from paydesk.demo.era_writer import AnsweredLine as AnsweredLine
from paydesk.demo.era_writer import era as era
from paydesk.demo.era_writer import write as write
