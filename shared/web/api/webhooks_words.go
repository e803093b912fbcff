package api

// eventsInWords tells, in the documentation, what webhooks are told and how it is
// verified.
const eventsInWords = "Addresses of yours that are told what happens. Each event is a POST of JSON: `{\"id\":\"evt_…\",\"type\":\"message.created\",\"timestamp\":\"…\",\"data\":{…}}`. `data` has ids and codes: `line`, `customer`, `dialog`, `seq` (of a message), `run`, `card`, `field`, `operator`, `team`, `code`. With `include: data` it has `now`, too: how things are when it is sent, which may be later than it happened: `dialog` and `customer`, `message`, `run`, `outcome` (of a field) or `card`. What was erased meanwhile is not there.\n\n" +
	"The headers are those of Standard Webhooks, whose libraries verify them: `webhook-id`, `webhook-timestamp`, `webhook-signature`. An event comes at least once, with the same `webhook-id`: keep the ids that you have seen. Order is not promised: look at the times, or ask the API for how things are. Answer 2xx within 15 seconds; else it is sent again, ten times in three days. An answer of 410, or five days of failures, switches the webhook off.\n\n" +
	"- `dialog.opened`, also the dialog that goes on after a transfer; `dialog.assigned` to an operator, or taken by one (`code`: its state); `dialog.closed` (`code`: why).\n" +
	"- `handover` from an operator, or a bot, to `operator` or `team`.\n" +
	"- `message.created` of either side, and notes (`code`: the author); `message.updated`: words, files, reactions or status (`code`: the status). `dialog` is there unless the message is of a dialog before the customer's newest.\n" +
	"- `run.done` (`code`: done or awaiting_approval), `run.failed` (`code`: why it failed or was refused).\n" +
	"- `proposal.created`, `proposal.decided` (`code`: keep, replace or superseded), `field.filled`, `field.undone`: of one `field` of a card.\n" +
	"- `card.created`, and `lead.created` if it is a lead: of the built-in CRM. What a connected CRM makes, it tells itself."
