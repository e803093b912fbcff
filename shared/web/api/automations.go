package api

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// AutomationView is a rule.
type AutomationView struct {
	ID desk.AutomationID `json:"id"`
	AutomationSettingsView
	CreatedAt Time `json:"createdAt"`
}

// AutomationSettingsView is what a rule does, and when.
type AutomationSettingsView struct {
	Title string        `json:"title" minLength:"1" maxLength:"256" doc:"As notes and timelines name who did it; of a button, what stands on it."`
	Off   bool          `json:"off,omitempty"`
	When  TriggerView   `json:"when"`
	If    ConditionView `json:"if,omitzero" doc:"What must hold, too: of each part any of the values, and all parts."`
	Then  []ActionView  `json:"then" minItems:"1" maxItems:"10" nullable:"false" doc:"In this order. One that is refused stops no other."`
	Once  bool          `json:"once,omitempty" doc:"Only once in a dialog."`
}

// TriggerView is when a rule acts.
type TriggerView struct {
	Kind  desk.TriggerKind `json:"kind" enum:"dialog_opened,message,unanswered,assigned,handed_over,closed,run_done,proposal_open,field_filled,stage_changed,button" doc:"message: the customer's. unanswered: the customer waits for so long. handed_over: from a bot or an operator to people; it is about the dialog that goes on. closed: by hand or by itself. stage_changed: of a deal; in a connected CRM of one whose chat is open, or was read. button: an operator presses it in a dialog."`
	Words []string         `json:"words,omitempty" maxItems:"50" nullable:"false" example:"[\"refund\",\"money back\"]" doc:"Of a message: any of these, whatever their case and accents, as whole words; absent: any message."`
	For   int64            `json:"forSeconds,omitempty" minimum:"1" maximum:"604800" doc:"Of unanswered and proposal_open."`
	Field desk.FieldName   `json:"field,omitempty" maxLength:"64" doc:"Of field_filled and proposal_open; absent: any."`
	Stage desk.StageID     `json:"stage,omitempty" maxLength:"64" doc:"Of stage_changed: to which; absent: any."`
}

// ConditionView is what must hold when a rule acts.
type ConditionView struct {
	Lines    []desk.LineID   `json:"lines,omitempty" maxItems:"50" nullable:"false"`
	Channels []desk.Channel  `json:"channels,omitempty" maxItems:"50" nullable:"false"`
	Teams    []desk.TeamID   `json:"teams,omitempty" maxItems:"50" nullable:"false"`
	Labels   []desk.LabelID  `json:"labels,omitempty" maxItems:"50" nullable:"false"`
	Hours    desk.HoursState `json:"hours,omitempty" enum:"open,closed" doc:"Of the dialog's team."`
	Field    desk.FieldName  `json:"field,omitempty" maxLength:"64" doc:"Of the lead or deal: it has a value …"`
	Value    desk.Value      `json:"value,omitempty" maxLength:"1000" doc:"… or this one."`
}

// ActionView is one thing that a rule does.
type ActionView struct {
	Kind     desk.ActionKind `json:"kind" enum:"reply,note,label,priority,assign,run,stage,task,process,webhook" doc:"reply: to the customer, as a bot says it: they still wait for an operator. label: one more. assign: to an operator, whose the dialog is then, also out of a bot's hands and where another was only offered it, but not where a colleague has accepted it; or to a team. run: CoPilot reads the dialog once it is quiet. stage: of the dialog's last deal. task: one to be done on the dialog's last deal, or lead, in the CRM that holds it; refused (cant_task) where that has no tasks. process: one of the CRM's own is started on the dialog's last deal, or lead, once; refused (cant_process) where that CRM has none. webhook: one is sent automation.fired."`
	Text     string          `json:"text,omitempty" maxLength:"4000"`
	Label    desk.LabelID    `json:"label,omitempty" maxLength:"64"`
	Priority string          `json:"priority,omitempty" enum:"normal,high,urgent"`
	Operator desk.OperatorID `json:"operator,omitempty" maxLength:"64"`
	Team     desk.TeamID     `json:"team,omitempty" maxLength:"64"`
	Stage    desk.StageID    `json:"stage,omitempty" maxLength:"64"`
	Endpoint desk.EndpointID `json:"webhook,omitempty" maxLength:"64"`
	Within   int64           `json:"withinSeconds,omitempty" minimum:"0" maximum:"31536000" doc:"Of a task: when it is due; absent: in a day."`
	Process  string          `json:"process,omitempty" maxLength:"128" example:"17" doc:"Of a process: as the CRM names it. Bitrix24: the number of a business process's template. Kommo: a Salesbot's number. Creatio: the process's code; it is given the record as RecordId."`
}

// ChangeAutomationView is what is changed of a rule; what is absent stays.
type ChangeAutomationView struct {
	Title *string        `json:"title,omitempty" minLength:"1" maxLength:"256"`
	Off   *bool          `json:"off,omitempty"`
	When  *TriggerView   `json:"when,omitempty"`
	If    *ConditionView `json:"if,omitempty"`
	Then  []ActionView   `json:"then,omitempty" maxItems:"10" nullable:"false"`
	Once  *bool          `json:"once,omitempty"`
}

// FiringView is one time that a rule acted.
type FiringView struct {
	ID      desk.FiringID       `json:"id"`
	Rule    desk.AutomationID   `json:"automation"`
	Event   desk.EventKind      `json:"event" doc:"Upon what; dialog.action: a button."`
	At      Time                `json:"at" doc:"When that happened."`
	By      string              `json:"by,omitempty" doc:"Who pressed the button."`
	Dialog  desk.DialogID       `json:"dialog,omitempty"`
	Card    string              `json:"card,omitempty"`
	State   desk.FiringState    `json:"state" enum:"waiting,done,failed,cut" doc:"failed: at least one action was refused; the others were done. cut: five rules had caused one another, so nothing was done."`
	Code    desk.Code           `json:"code,omitempty" doc:"Why the last that was refused was."`
	Done    int                 `json:"done" doc:"How many of the actions were done."`
	Refused []RefusedActionView `json:"refused,omitempty" nullable:"false" doc:"Which were not, and why."`
	Chain   []desk.AutomationID `json:"chain,omitempty" nullable:"false" doc:"Which rules caused one another, the last of them this one."`
	DoneAt  Time                `json:"doneAt,omitzero"`
}

// RefusedActionView is an action of a rule that was refused.
type RefusedActionView struct {
	N    int             `json:"n" doc:"Which of the rule's actions, from 1 on."`
	Kind desk.ActionKind `json:"kind"`
	Code desk.Code       `json:"code"`
}

// ActionButtonView is a rule that an operator may have done in a dialog.
type ActionButtonView struct {
	ID    desk.AutomationID `json:"id"`
	Title string            `json:"title"`
}

func triggerView(t desk.Trigger) TriggerView {
	return TriggerView{t.Kind, t.Words, int64(t.For / time.Second), t.Field, t.Stage}
}

func (v TriggerView) trigger() desk.Trigger {
	return desk.Trigger{Kind: v.Kind, Words: v.Words, For: time.Duration(v.For) * time.Second, Field: v.Field, Stage: v.Stage}
}

func (v ConditionView) condition() desk.Condition {
	c := desk.Condition(v)
	c.Channels = channels(v.Channels)
	return c
}

func actionView(a desk.Action) ActionView {
	v := ActionView{a.Kind, a.Text, a.Label, string(a.Priority), a.Operator, a.Team, a.Stage, a.Endpoint, int64(a.Within / time.Second), a.Process}
	if a.Kind == desk.DoPriority {
		v.Priority = cmp.Or(v.Priority, "normal")
	}
	return v
}

func actions(vs []ActionView) []desk.Action {
	var out []desk.Action
	for _, v := range vs {
		a := desk.Action{Kind: v.Kind, Text: v.Text, Label: v.Label, Priority: desk.Priority(v.Priority), Operator: v.Operator, Team: v.Team, Stage: v.Stage, Endpoint: v.Endpoint, Within: time.Duration(v.Within) * time.Second, Process: v.Process}
		if v.Priority == "normal" {
			a.Priority = desk.PriorityNormal
		}
		out = append(out, a)
	}
	return out
}

func automationView(a desk.Automation) AutomationView {
	v := AutomationView{a.ID, AutomationSettingsView{Title: a.Title, Off: a.Off, When: triggerView(a.When), If: ConditionView(a.If), Then: []ActionView{}, Once: a.Once}, Time{a.CreatedAt}}
	for _, do := range a.Then {
		v.Then = append(v.Then, actionView(do))
	}
	return v
}

func automationMade(a desk.Automation) *made[AutomationView] {
	return &made[AutomationView]{ETag: quoted(strconv.FormatInt(a.Version, 10)), Body: automationView(a)}
}

func (in ChangeAutomationView) apply(a desk.Automation) desk.Automation {
	set(&a.Title, in.Title)
	set(&a.Off, in.Off)
	set(&a.Once, in.Once)
	if in.When != nil {
		a.When = in.When.trigger()
	}
	if in.If != nil {
		a.If = in.If.condition()
	}
	if in.Then != nil {
		a.Then = actions(in.Then)
	}
	return a
}

func firingView(f desk.Firing) FiringView {
	e := f.Event
	return FiringView{f.ID, f.Automation, e.Kind, Time{e.At}, f.By, e.Dialog, e.Card.String(), f.State, f.Code, f.Did(), shownRefused(f.Refused), f.Chain, Time{f.DoneAt}}
}

func shownRefused(all []desk.NotDone) []RefusedActionView {
	var out []RefusedActionView
	for _, r := range all {
		out = append(out, RefusedActionView(r))
	}
	return out
}

// AutomationPath names a rule in an address.
type AutomationPath struct {
	ID desk.AutomationID `path:"id" maxLength:"64" doc:"The rule's id."`
}

const tagAutomation = "Automation"

func (r router) automations() {
	add(r, op{method: http.MethodGet, path: "/v1/automations", id: "list-automations", may: adminOnly, tag: tagAutomation, summary: "List rules", description: "All of them, the oldest first, on one page."},
		func(ctx context.Context, c *call, _ *struct{}) (*body[Page[AutomationView]], error) {
			all, err := r.s.AutomationKeeper.All(ctx, c.Actor)
			return shown(all, automationView), err
		})
	add(r, op{method: http.MethodPost, path: "/v1/automations", id: "create-automation", may: adminOnly, tag: tagAutomation, summary: "Make a rule", status: http.StatusCreated,
		description: "When something happens, and if all is so, then it does something: once for each thing that happened, whatever is repeated. It begins within a minute, and holds for what happens from then on; unanswered also for the customers who wait already, of whom the 200 who have waited longest. What a rule does may have another one act; a chain of more than five is cut, and stands in the log. At most 100 (too_many_automations)."},
		func(ctx context.Context, c *call, in *struct{ Body AutomationSettingsView }) (*made[AutomationView], error) {
			b := in.Body
			a, err := r.s.AutomationKeeper.Create(ctx, c.Actor, desk.AutomationID(c.id("au")), desk.Automation{
				Title: b.Title, Off: b.Off, When: b.When.trigger(), If: b.If.condition(), Then: actions(b.Then), Once: b.Once,
			})
			out := automationMade(a)
			out.Location = "/v1/automations/" + string(a.ID)
			return out, err
		})
	add(r, op{method: http.MethodGet, path: "/v1/automations/{id}", id: "get-automation", may: adminOnly, tag: tagAutomation, summary: "Read a rule"},
		func(ctx context.Context, c *call, in *AutomationPath) (*made[AutomationView], error) {
			a, err := r.s.AutomationKeeper.Get(ctx, c.Actor, in.ID)
			return automationMade(a), err
		})
	add(r, op{method: http.MethodPatch, path: "/v1/automations/{id}", id: "change-automation", may: adminOnly, tag: tagAutomation, summary: "Change a rule",
		description: "Only what is named is changed, when, if and then each as a whole. Needs If-Match with the ETag that was read. What is on its way is done as the rule is by then."},
		func(ctx context.Context, c *call, in *struct {
			AutomationPath
			IfMatch string `header:"If-Match"`
			Body    ChangeAutomationView
		}) (*made[AutomationView], error) {
			a, err := r.s.AutomationKeeper.Change(ctx, c.Actor, in.ID, func(have desk.Automation) (desk.Automation, error) {
				return in.Body.apply(have), match(in.IfMatch, strconv.FormatInt(have.Version, 10))
			})
			if errors.Is(err, desk.ErrConflict) {
				err = stale()
			}
			return automationMade(a), err
		})
	add(r, op{method: http.MethodDelete, path: "/v1/automations/{id}", id: "delete-automation", may: adminOnly, tag: tagAutomation, summary: "Delete a rule", status: http.StatusNoContent,
		description: "What is on its way is not done any more. One that is gone is no error."},
		func(ctx context.Context, c *call, in *AutomationPath) (*struct{}, error) {
			return nil, r.s.AutomationKeeper.Delete(ctx, c.Actor, in.ID)
		})
	add(r, op{method: http.MethodGet, path: "/v1/automations/{id}/log", id: "list-firings", may: adminOnly, tag: tagAutomation, summary: "See what a rule did",
		description: "The newest first, for 30 days; not where its condition did not hold."},
		func(ctx context.Context, c *call, in *struct {
			AutomationPath
			PageParams
		}) (*body[Page[FiringView]], error) {
			return gather(ctx, in.PageParams, func(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.Firing], error) {
				return r.s.AutomationKeeper.Log(ctx, c.Actor, in.ID, ask)
			}, func(f desk.Firing) (FiringView, bool) { return firingView(f), true })
		})
	r.actions()
}

// actions are the rules that stand on buttons (OP-14 … OP-16).
func (r router) actions() {
	add(r, op{method: http.MethodGet, path: "/v1/dialogs/{id}/actions", id: "list-actions", may: answer, tag: tagAutomation, summary: "List a dialog's buttons",
		description: "The rules that an operator may have done in it, by their titles."},
		func(ctx context.Context, c *call, in *DialogPath) (*body[Page[ActionButtonView]], error) {
			all, err := r.s.Presser.Buttons(ctx, c.Actor, in.ID)
			return shown(all, func(a desk.Automation) ActionButtonView { return ActionButtonView{a.ID, a.Title} }), err
		})
	add(r, op{method: http.MethodPost, path: "/v1/dialogs/{id}/actions/{rule}", id: "press-action", may: answer, tag: tagAutomation, summary: "Have a rule done", status: http.StatusAccepted,
		description: "Like any rule it is done a moment later, if its conditions hold; what came of it stands in its log. Refused to whoever may not accept the dialog."},
		func(ctx context.Context, c *call, in *struct {
			DialogPath
			Rule desk.AutomationID `path:"rule" maxLength:"64" doc:"The rule's id."`
		}) (*body[FiringView], error) {
			f, err := r.s.Presser.Press(ctx, c.Actor, in.ID, in.Rule, c.id(""))
			return &body[FiringView]{firingView(f)}, err
		})
}
