package store

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// What lies where. A partition holds what is read together; pk and sk are the
// table's keys, seq is the number of the local index. Placeholders are ids.
//
//	pk              sk                 seq    what
//	C#customer      CUSTOMER                  the customer
//	C#customer      SAME                      as which customer, by two ids, this one is kept
//	C#customer      HEAD                      the customer's newest dialog
//	C#customer      D#number                  an earlier one, closed; ten digits
//	C#customer      M#external         place  a message
//	C#customer      M#external                another name of a message
//	C#customer      M#external                what came before its message; goes by ttl
//	C#customer      S#other                   another id, under which SAME names this customer
//	C#customer      T#digest                  a message was erased; goes by ttl
//	C#customer      HL#link                   a history link, of whose secret it holds a hash; goes by ttl
//	C#customer      CENTRE                    how far the customer's messages are passed on into a connected CRM's chat
//	C#customer      X#number                  the customer as they were, while they are erased
//	R#run           RUN                       a run
//	DR#dialog       R#asked#run               a dialog's run
//	DR#dialog       NOW#card                  the newest run of dialog and card
//	DR#dialog       READ#operator             up to where an operator has read the dialog
//	DR#dialog       TYPING#operator           until when an operator types; without a name, the customer; goes by ttl
//	DR#dialog       DRAFT#operator            what an operator has not sent in the thread; goes by ttl
//	DL#dialog       LISTED                    which entries the dialog has, and what they say; of one that is gone it goes by ttl
//	LIST#mark       opened#dialog      activity  an entry: the dialog stands in the mark's list
//	K#card          CARD                      a card of the built-in CRM (crm/builtin, as are CARDS#, HAS#, LIKE#, L#, FIELDS and PIPELINES)
//	K#card          MARGIN                    what we keep beside it
//	K#card          FIRST                     a contact's first dialog
//	K#card          MERGE                     into which contact this one is merged, and what was moved
//	K#card          E#entry            when   a line of the card's timeline
//	K#card          CHANGE#id                 what became of a change
//	K#origin        MAKING                    who makes the card of another CRM that comes of it, or which that is; goes by ttl
//	CARDS#kind      card               changed a card of the built-in CRM, by when it was changed last
//	KC#contact      L#kind#made#card          a lead, deal or case of the contact
//	KC#contact      C#customer                a customer who is, or was, the contact
//	KC#contact      I#kind#scope#value        … by what they are known: a claim's other end
//	KC#contact      G#contact                 a contact that was merged into this one
//	KC#contact      R#asked#run               a run that offers what this contact held, or is offered, since they were merged
//	I#kind#value    CLAIM#scope               the contact of the customers with an identity
//	I#kind#value    HAS#made#card             a contact whose fields say so
//	I#kind#value    LIKE#made#card            a contact whose customer says so, proven or not
//	V#job      DELIVERY                  a job; of an event, goes by ttl
//	O#operator      LOAD                      what an operator has to do
//	W#team          Q#priority#since#dialog   a dialog that waits for the team, and that nobody has
//	W#team          A#until#dialog            … that was assigned for a time
//	SETTINGS        SETTINGS                  the settings
//	SETTINGS        OPENID                    at which provider operators sign in
//	LINES           line                      a line, without its secrets
//	SECRETS         line                      a line's secrets, and what keeps it from working
//	FIELDS#kind     field                     a field
//	PIPELINES       pipeline                  a pipeline
//	TEAMS           team                      a team
//	CONNECTIONS     connection                a connected CRM
//	GRANTS          connection                what the CRM lets us in by, sealed
//	OUTAGES         connection                that the CRM is left alone
//	WEBHOOKS        endpoint                  an address that is told what happens
//	EXPORTS         export                    a list on its way into a file; goes by ttl
//	CALLS           call                      a recorded call, and what was said in it; goes by ttl
//	AUTOMATIONS     automation                a rule
//	AU#automation   D#firing                  one time that it acts; goes by ttl
//	CAUSE#thing     CAUSE                     which rules changed something; goes by ttl
//	DR#dialog       ACTED#automation          that a rule has acted there, which does so once
//	HK#endpoint     HEALTH                    how it has answered lately
//	HK#endpoint     D#delivery                an event on its way to it; goes by ttl
//	CANNED#owner    response                  a canned response
//	FAQ             entry                     an entry of the knowledge base; of a deleted one what is left
//	FAQ#entry       V#version                 … as it was then; ten digits
//	FAQBASE         FAQBASE                   how often the knowledge base was changed
//	FAQVECTORS      entry                     what an entry means, as a model sees it
//	UNANSWERED      asked#question            a question that no entry answers; goes by ttl
//	UNANSWERED#day  UNANSWERED                how many were kept of a day; goes by ttl
//	C#customer      Q#day                     which the customer asked on it; goes by ttl
//	C#customer      Q#A#external              what was counted of an answer of the bot's
//	FAQ#entry       SCORE                     how often the entry answered, and what became of it
//	PULSE           PULSE                     when somebody asked last whether anything can be stored
//	KEYS            key                       an API key
//	OPERATORS       operator                  an operator's account
//	PHOTO#photo     PHOTO                     a picture of an operator
//	EMAILS          email                     whose account has the address
//	O#operator      VIEWS                     their views of the list of dialogs
//	O#operator      S#session                 a session of theirs; goes by ttl
//	TRY#who         ATTEMPTS                  how often signing in was tried; goes by ttl
//	LIVE            socket                    a WebSocket on which somebody is told what changes; goes by ttl
//	TICKET#ticket   TICKET                    what lets somebody in on one, once; goes by ttl
//	LIVE            VISITS#line#hour          how many visitors' pages were let in on a line; goes by ttl
//	LIVE#customer   socket                    one on which a visitor's page is told; goes by ttl
//	TICKET#ticket   VISITOR                   what lets a visitor's page in on one, once; goes by ttl
//	U#upload        UPLOAD                    a file that was announced; goes by ttl
//	USE#who         day                       what somebody uploaded on a day; goes by ttl
//	ONCE#key        ONCE                      an Idempotency-Key; goes by ttl
//	ONCE#about      key                       … of a request about a dialog, run, card or customer
//	ERASE#erasure   ERASURE                   an erasure; once it ended it goes by ttl
//	SPENT#day       SUM                       what readings cost on a day; goes by ttl
//	SPENT#day       BY#reading                a reading that is in the sum; goes by ttl
//	FIGURES#month   day#row                   what is counted of a day, line, team and operator
//	COUNTED#thing   COUNTED                   what was counted of a dialog or a run
//	UNTOLD          item.place                a change that not everybody was told of; goes by ttl
//	SEED            SEED                      the starter set-up was stored
//
// Two global indexes. Their keys change when a thing opens, closes or moves,
// never with a message:
//
//	list_pk         list_sk            what
//	dialogs         opened#dialog      all dialogs
//	cards#kind      made#card          all cards of a kind
//
//	part_pk         part_sk            what
//	dialogs         opened#dialog      the dialogs that are not closed
//	dialogs#operator opened#dialog     an operator's that are
//	cards#kind#pipeline made#card      the cards of a pipeline
//	runs            due#run            the runs that have not ended
//	drafts#operator begun#dialog       the operator's drafts
//	awaiting        proposed#card      what is beside cards that await approval
//	jobs      due#job       the jobs that have not ended
const (
	skCustomer    = "CUSTOMER"
	skHead        = "HEAD"
	skSame        = "SAME"
	skCentre      = "CENTRE"
	skRun         = "RUN"
	skAnnotations = "MARGIN"
	skFirst       = "FIRST"
	skMerge       = "MERGE"
	skJob         = "DELIVERY"
	skOnce        = "ONCE"
	skUpload      = "UPLOAD"
	skAttempts    = "ATTEMPTS"

	pkSettings    = "SETTINGS"
	pkLines       = "LINES"
	pkSecrets     = "SECRETS"
	pkTeams       = "TEAMS"
	pkConnections = "CONNECTIONS"
	pkGrants      = "GRANTS"
	pkOutages     = "OUTAGES"
	pkEndpoints   = "WEBHOOKS"
	pkAutomations = "AUTOMATIONS"
	pkExports     = "EXPORTS"
	pkCalls       = "CALLS"
	pkPulse       = "PULSE"
	pkKeys        = "KEYS"
	pkOperators   = "OPERATORS"
	pkEmails      = "EMAILS"
	pkSeed        = "SEED"
	pkFAQ         = "FAQ"
	pkFAQBase     = "FAQBASE"
	pkFAQVectors  = "FAQVECTORS"
	pkSockets     = "LIVE"
	pkUnanswered  = "UNANSWERED"
	pkUntold      = "UNTOLD"

	preCustomer   = "C#" // of a partition
	preCard       = "K#"
	preCanned     = "CANNED#"
	preArchived   = "D#"
	preMessage    = "M#"
	preEntry      = "E#"
	preLink       = "L#"
	prePerson     = "C#"
	preClaim      = "CLAIM#"
	preKnown      = "I#"
	preRun        = "R#"
	preOther      = "S#"
	preGone       = "T#"
	preMerged     = "G#"
	preFormer     = "X#"
	preOperator   = "O#"
	preEndpoint   = "HK#"
	preDelivery   = "D#"
	preAutomation = "AU#"
	preFiring     = "D#"
	preActed      = "ACTED#"
	preSession    = "S#"
	preTyping     = "TYPING#"
	preDialog     = "DR#"
	preFAQ        = "FAQ#"
	preHistory    = "HL#"
	preAsked      = "Q#"
	preList       = "LIST#"
	preAnswer     = "A#"      // behind preAsked
	preVisits     = "VISITS#" // no name of a socket holds a #

	listDialogs = "dialogs"
	partDialogs = "dialogs"
	partRuns    = "runs"
	partJobs    = "deliveries"
	partDrafts  = "drafts#" // of an operator

	partAwaiting = "awaiting"
)

func customerPK(c desk.CustomerID) string       { return preCustomer + string(c) }
func customerKey(c desk.CustomerID) Key         { return Key{customerPK(c), skCustomer} }
func headKey(c desk.CustomerID) Key             { return Key{customerPK(c), skHead} }
func sameKey(c desk.CustomerID) Key             { return Key{customerPK(c), skSame} }
func dialogRunsPK(d desk.DialogID) string       { return preDialog + string(d) }
func runKey(id desk.RunID) Key                  { return Key{"R#" + string(id), skRun} }
func jobKey(id desk.JobID) Key                  { return Key{"V#" + string(id), skJob} }
func closedDialogs(o desk.OperatorID) string    { return partDialogs + "#" + string(o) }
func annotationsKey(r desk.CardRef) Key         { return Key{CardPK(r), skAnnotations} }
func firstKey(r desk.CardRef) Key               { return Key{CardPK(r), skFirst} }
func mergeKey(from desk.CardRef) Key            { return Key{CardPK(from), skMerge} }
func entryKey(e desk.Entry) Key                 { return Key{CardPK(e.Card), preEntry + e.ID} }
func useKey(who, day string) Key                { return Key{"USE#" + who, day} }
func socketKey(id desk.SocketID) Key            { return Key{pkSockets, string(id)} }
func ticketKey(hash string) Key                 { return Key{"TICKET#" + hash, "TICKET"} }
func visitorSocketsPK(c desk.CustomerID) string { return pkSockets + "#" + string(c) }
func visitorTicketKey(hash string) Key          { return Key{"TICKET#" + hash, "VISITOR"} }
func photoKey(id desk.PhotoID) Key              { return Key{"PHOTO#" + string(id), "PHOTO"} }
func uploadKey(id desk.UploadID) Key            { return Key{"U#" + string(id), skUpload} }
func oncePK(about string) string                { return "ONCE#" + about }
func erasureKey(id desk.ErasureID) Key          { return Key{"ERASE#" + string(id), "ERASURE"} }
func spentKey(day string) Key                   { return Key{"SPENT#" + day, "SUM"} }
func spentMarkKey(day, id string) Key           { return Key{"SPENT#" + day, "BY#" + id} }
func waitsPK(t desk.TeamID) string              { return "W#" + string(t) }
func listedKey(d desk.DialogID) Key             { return Key{"DL#" + string(d), "LISTED"} }
func listPK(m desk.ListMark) string             { return preList + string(m) }
func entryUnder(m desk.ListMark, sk string) Key { return Key{listPK(m), sk} }
func countedKey(thing string) Key               { return Key{"COUNTED#" + thing, "COUNTED"} }
func healthKey(e desk.EndpointID) Key           { return Key{preEndpoint + string(e), "HEALTH"} }
func causeKey(of string) Key                    { return Key{"CAUSE#" + desk.Digest("", of), "CAUSE"} }
func viewsKey(o desk.OperatorID) Key            { return Key{preOperator + string(o), "VIEWS"} }
func workloadKey(o desk.OperatorID) Key         { return Key{preOperator + string(o), "LOAD"} }

// figuresPK is where a day's figures lie, with those of its month.
func figuresPK(day string) string { return "FIGURES#" + day[:len("2026-11")] }

func figuresKey(r desk.FigureRow) (Key, error) {
	if _, err := time.Parse(time.DateOnly, r.Day); err != nil {
		return Key{}, fmt.Errorf("%w: %q is no day", desk.ErrInvalid, r.Day)
	}
	return Key{figuresPK(r.Day), r.Day + "#" + desk.Digest("", string(r.Line), string(r.Channel), string(r.Team), string(r.Operator))}, nil
}

// The keys that the built-in CRM's items share with ours.

// CardPK is where a card lies with all that is beside it.
func CardPK(r desk.CardRef) string { return preCard + r.String() }

// SKCard is a card of the built-in CRM.
const SKCard = "CARD"

// ContactPK is where what belongs to a contact lies.
func ContactPK(contact desk.CardRef) string { return "KC#" + contact.String() }

// ChangeKey is where it lies what became of a change.
func ChangeKey(r desk.CardRef, id string) Key { return Key{CardPK(r), "CHANGE#" + id} }

// makingKey is where it lies who makes the card that comes of an origin.
func makingKey(of desk.CardRef) Key { return Key{CardPK(of), "MAKING"} }

// IdentityPK is where it lies who has an identity.
func IdentityPK(id desk.Identity) string { return "I#" + id.Kind + "#" + id.Value }

// claimKey is where a claim lies. Of another CRM than the built-in one the scope
// begins with the connection and a slash; no channel's does.
func claimKey(c desk.ConnectionID, id desk.Identity) Key {
	if c != desk.ConnectionBuiltIn {
		return Key{IdentityPK(id), preClaim + string(c) + "/" + id.Scope}
	}
	return Key{IdentityPK(id), preClaim + id.Scope}
}

func archivedKey(c desk.CustomerID, number int) Key {
	return Key{customerPK(c), fmt.Sprintf("%s%010d", preArchived, number)}
}

func messageKey(c desk.CustomerID, x desk.ExternalID) Key {
	return Key{customerPK(c), preMessage + string(x)}
}

// onceKey is where an Idempotency-Key lies: one that begins with what the request
// is about, and a slash, lies with all that are about the same.
func onceKey(key string) Key {
	if about, id, ok := strings.Cut(key, "/"); ok {
		return Key{oncePK(about), id}
	}
	return Key{oncePK(key), skOnce}
}

func goneKey(c desk.CustomerID, x desk.ExternalID) Key {
	return Key{customerPK(c), preGone + desk.Digest("", string(c), string(x))}
}

func formerKey(c desk.CustomerID, number int) Key {
	return Key{customerPK(c), fmt.Sprintf("%s%010d", preFormer, number)}
}

func activeKey(d desk.DialogID, card desk.CardRef) Key {
	return Key{dialogRunsPK(d), "NOW#" + card.String()}
}

func readKey(d desk.DialogID, of desk.OperatorID) Key {
	return Key{dialogRunsPK(d), "READ#" + string(of)}
}

func typingKey(d desk.DialogID, of desk.OperatorID) Key {
	return Key{dialogRunsPK(d), preTyping + string(of)}
}

func deliveryKey(e desk.EndpointID, id desk.DeliveryID) Key {
	return Key{preEndpoint + string(e), preDelivery + string(id)}
}

func firingKey(a desk.AutomationID, id desk.FiringID) Key {
	return Key{preAutomation + string(a), preFiring + string(id)}
}

func historyKey(c desk.CustomerID, id desk.HistoryLinkID) Key {
	return Key{customerPK(c), preHistory + string(id)}
}

func draftKey(thread desk.DialogID, of desk.OperatorID) Key {
	return Key{dialogRunsPK(thread), "DRAFT#" + string(of)}
}

// runLists are where a run is listed.
func runLists(r desk.Run) []Key {
	sk := preRun + stamp(r.AskedAt) + "#" + string(r.ID)
	if r.Merges() {
		return []Key{{ContactPK(r.From), sk}, {ContactPK(r.Card), sk}}
	}
	return []Key{{dialogRunsPK(r.Dialog), sk}}
}

// stamp writes a moment so that texts sort by time: microseconds since 1970,
// sixteen digits; what lies before is 1970.
func stamp(t time.Time) string { return fmt.Sprintf("%016d", max(t.UnixMicro(), 0)) }

// Timed is a sort key by time, and by id within the same microsecond.
func Timed(t time.Time, id string) string { return stamp(t) + "#" + id }

// timedID is the id in a sort key made by timed.
func timedID(sk string) string {
	_, id, _ := strings.Cut(sk, "#")
	return id
}

// stamped is the moment that stamp wrote.
func stamped(s string) time.Time {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

func passingKey(c desk.CustomerID) Key { return Key{customerPK(c), skCentre} }
