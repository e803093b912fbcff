package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// automationItem is a rule.
type automationItem struct {
	Title     string        `json:"title"`
	Off       bool          `json:"off,omitempty"`
	When      triggerItem   `json:"when"`
	If        conditionItem `json:"if,omitzero"`
	Then      []actionItem  `json:"then"`
	Once      bool          `json:"once,omitempty"`
	CreatedAt time.Time     `json:"created_at"`
	Holds     int64         `json:"holds,omitempty"`
}

type triggerItem struct {
	Kind  desk.TriggerKind `json:"kind"`
	Words []string         `json:"words,omitempty"`
	For   time.Duration    `json:"for,omitempty"`
	Field desk.FieldName   `json:"field,omitempty"`
	Stage desk.StageID     `json:"stage,omitempty"`
}

type conditionItem struct {
	Lines    []desk.LineID   `json:"lines,omitempty"`
	Channels []desk.Channel  `json:"channels,omitempty"`
	Teams    []desk.TeamID   `json:"teams,omitempty"`
	Labels   []desk.LabelID  `json:"labels,omitempty"`
	Hours    desk.HoursState `json:"hours,omitempty"`
	Field    desk.FieldName  `json:"field,omitempty"`
	Value    desk.Value      `json:"value,omitempty"`
}

type actionItem struct {
	Kind     desk.ActionKind `json:"kind"`
	Text     string          `json:"text,omitempty"`
	Label    desk.LabelID    `json:"label,omitempty"`
	Priority desk.Priority   `json:"priority,omitempty"`
	Operator desk.OperatorID `json:"operator,omitempty"`
	Team     desk.TeamID     `json:"team,omitempty"`
	Stage    desk.StageID    `json:"stage,omitempty"`
	Endpoint desk.EndpointID `json:"endpoint,omitempty"`
	Within   time.Duration   `json:"within,omitempty"`
	Process  string          `json:"process,omitempty"`
}

func automationFrom(it Item) (desk.Automation, error) {
	x, err := unblob[automationItem](it, "x")
	return desk.Automation{
		ID: desk.AutomationID(it.Str("sk")), Title: x.Title, Off: x.Off, When: desk.Trigger(x.When), If: desk.Condition(x.If),
		Then: each(x.Then, func(a actionItem) desk.Action { return desk.Action(a) }), Once: x.Once, CreatedAt: x.CreatedAt, Holds: x.Holds, Version: it.Int("version"),
	}, err
}

// Automation implements automation.RuleStore.
func (s Store) Automation(ctx context.Context, id desk.AutomationID) (desk.Automation, error) {
	it, err := s.get(ctx, Key{pkAutomations, string(id)})
	if err != nil {
		return desk.Automation{}, wrap(err, "automation %s", id)
	}
	return automationFrom(it)
}

// Automations implements automation.RuleStore.
func (s Store) Automations(ctx context.Context) ([]desk.Automation, error) {
	its, err := s.all(ctx, pkAutomations, "")
	if err != nil {
		return nil, wrap(err, "automations")
	}
	out := make([]desk.Automation, len(its))
	for i, it := range its {
		if out[i], err = automationFrom(it); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(out, func(a, b desk.Automation) int {
		return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// ActiveAutomations implements automation.Rules.
func (s Store) ActiveAutomations(ctx context.Context) ([]desk.Automation, error) {
	all, err := s.Automations(ctx)
	return slices.DeleteFunc(all, func(a desk.Automation) bool { return a.Off }), err
}

// SaveAutomation implements automation.RuleStore.
func (s Store) SaveAutomation(ctx context.Context, a desk.Automation) (desk.Automation, error) {
	a.CreatedAt = utc(a.CreatedAt)
	it, err := record(pkAutomations, string(a.ID), automationItem{
		a.Title, a.Off, triggerItem(a.When), conditionItem(a.If), each(a.Then, func(d desk.Action) actionItem { return actionItem(d) }), a.Once, a.CreatedAt, a.Holds,
	})
	if err == nil {
		err = s.save(ctx, it, a.Version)
	}
	if err != nil {
		return a, wrap(err, "save automation %s", a.ID)
	}
	a.Version++
	return a, nil
}

// DropAutomation implements automation.RuleStore. What it did goes by its time.
func (s Store) DropAutomation(ctx context.Context, id desk.AutomationID) error {
	k := Key{pkAutomations, string(id)}
	if ValidateKey(k) != nil {
		return nil
	}
	_, err := s.Engine.Write(ctx, Delete(k))
	return wrap(err, "delete automation %s", id)
}

// firingItem is one time that a rule acts. It holds ids and codes only.
type firingItem struct {
	Event   eventItem           `json:"event"`
	By      string              `json:"by,omitempty"`
	Chain   []desk.AutomationID `json:"chain,omitempty"`
	State   desk.FiringState    `json:"state"`
	Code    desk.Code           `json:"code,omitempty"`
	Done    int                 `json:"done,omitempty"`
	Refused []refusedItem       `json:"refused,omitempty"`
	Saw     string              `json:"saw,omitempty"`
	DoneAt  time.Time           `json:"done_at,omitzero"`
}

type refusedItem struct {
	N    int             `json:"n"`
	Kind desk.ActionKind `json:"kind"`
	Code desk.Code       `json:"code"`
}

func newFiring(f desk.Firing) (Item, error) {
	k := firingKey(f.Automation, f.ID)
	refused := each(f.Refused, func(r desk.NotDone) refusedItem { return refusedItem(r) })
	it, err := record(k.PK, k.SK, firingItem{newEvent(f.Event), f.By, f.Chain, f.State, f.Code, f.Done, refused, f.Saw, utc(f.DoneAt)})
	it[TTL] = f.Event.At.Add(desk.FiringLife).Unix()
	return it, err
}

func firingFrom(it Item) (desk.Firing, error) {
	x, err := unblob[firingItem](it, "x")
	if err != nil {
		return desk.Firing{}, err
	}
	e, err := x.Event.event()
	return desk.Firing{
		ID: desk.FiringID(strings.TrimPrefix(it.Str("sk"), preFiring)), Automation: desk.AutomationID(strings.TrimPrefix(it.Str("pk"), preAutomation)),
		Event: e, By: x.By, Chain: x.Chain, State: x.State, Code: x.Code, Done: x.Done, Refused: each(x.Refused, func(r refusedItem) desk.NotDone { return desk.NotDone(r) }), Saw: x.Saw, DoneAt: x.DoneAt, Version: it.Int("version"),
	}, err
}

// AddFiring implements automation.Firings. The job stands for both, as a delivery's.
func (s Store) AddFiring(ctx context.Context, f desk.Firing, job desk.Job) error {
	it, err := newFiring(f)
	if err != nil {
		return err
	}
	it["version"] = int64(1)
	j, err := newJob(job)
	if err != nil {
		return err
	}
	_, err = s.Table().Create(ctx, j, Put(it))
	return wrap(err, "add firing %s", f.ID)
}

// Firing implements automation.Firings.
func (s Store) Firing(ctx context.Context, a desk.AutomationID, id desk.FiringID) (desk.Firing, error) {
	it, err := s.get(ctx, firingKey(a, id))
	if err != nil {
		return desk.Firing{}, wrap(err, "firing %s", id)
	}
	return firingFrom(it)
}

// SaveFiring implements automation.Firings.
func (s Store) SaveFiring(ctx context.Context, f desk.Firing) (desk.Firing, error) {
	it, err := newFiring(f)
	if err == nil {
		err = s.save(ctx, it, f.Version)
	}
	if err != nil {
		return f, wrap(err, "save firing %s", f.ID)
	}
	f.Version++
	return f, nil
}

// DropFiring implements automation.Firings.
func (s Store) DropFiring(ctx context.Context, f desk.Firing) error {
	_, err := s.Engine.Write(ctx, Delete(firingKey(f.Automation, f.ID)))
	return wrap(err, "drop firing %s", f.ID)
}

// ListFirings implements automation.Firings.
func (s Store) ListFirings(ctx context.Context, a desk.AutomationID, ask desk.PageAsk) (desk.Page[desk.Firing], error) {
	if ValidateKey(firingKey(a, "x")) != nil {
		return desk.Page[desk.Firing]{}, nil
	}
	l := Lister[desk.Firing]{Query: Query{PK: preAutomation + string(a), Prefix: preFiring, Desc: true, Strong: true}}
	l.Read = func(_ context.Context, entries []Item) ([]desk.Firing, []bool, error) {
		out, ok := make([]desk.Firing, len(entries)), make([]bool, len(entries))
		for i, it := range entries {
			f, err := firingFrom(it)
			if err != nil {
				return nil, nil, err
			}
			out[i], ok[i] = f, !s.expired(it)
		}
		return out, ok, nil
	}
	page, err := l.Page(ctx, s.Table(), ask)
	return page, wrap(err, "firings of automation %s", a)
}

// causeItem is which rules change something.
type causeItem struct {
	Chain []desk.AutomationID `json:"chain"`
}

// NoteCause implements automation.Causes.
func (s Store) NoteCause(ctx context.Context, of string, chain []desk.AutomationID) error {
	k := causeKey(of)
	it, err := record(k.PK, k.SK, causeItem{chain})
	if err == nil {
		it[TTL] = s.Now().Add(desk.CauseLife).Unix()
		_, err = s.Engine.Write(ctx, Put(it))
	}
	return wrap(err, "note a cause of %s", of)
}

// Cause implements automation.Causes.
func (s Store) Cause(ctx context.Context, of []string) ([]desk.AutomationID, error) {
	var longest []desk.AutomationID
	for _, what := range of {
		it, err := s.get(ctx, causeKey(what))
		if absent(err) {
			continue
		}
		if err != nil {
			return nil, wrap(err, "cause of %s", what)
		}
		x, err := unblob[causeItem](it, "x")
		if err != nil {
			return nil, err
		}
		if len(x.Chain) > len(longest) {
			longest = x.Chain
		}
	}
	return longest, nil
}

// FirstIn implements automation.Causes.
func (s Store) FirstIn(ctx context.Context, d desk.DialogID, f desk.Firing) (bool, error) {
	k := Key{dialogRunsPK(d), preActed + string(f.Automation)}
	was, err := s.create(ctx, Item{"pk": k.PK, "sk": k.SK, "firing": string(f.ID)})
	return was == nil || was.Str("firing") == string(f.ID), wrap(err, "first firing in %s", d)
}
