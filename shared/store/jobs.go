package store

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// A job's item: version, the part index while it has not ended, v the rest.

type jobItem struct {
	ID         desk.JobID        `json:"id"`
	Kind       desk.JobKind      `json:"kind"`
	Line       desk.LineID       `json:"line,omitempty"`
	Customer   desk.CustomerID   `json:"customer,omitempty"`
	Dialog     desk.DialogID     `json:"dialog,omitempty"`
	Message    desk.ExternalID   `json:"message,omitempty"`
	Team       desk.TeamID       `json:"team,omitempty"`
	Operator   desk.OperatorID   `json:"operator,omitempty"`
	Reply      desk.ReplyKind    `json:"reply,omitempty"`
	Contact    string            `json:"contact,omitempty"`
	Endpoint   desk.EndpointID   `json:"endpoint,omitempty"`
	Delivery   desk.DeliveryID   `json:"delivery,omitempty"`
	Run        desk.RunID        `json:"run,omitempty"`
	Press      desk.Press        `json:"press,omitempty"`
	Field      desk.FieldName    `json:"field,omitempty"`
	Person     string            `json:"person,omitempty"`
	Automation desk.AutomationID `json:"automation,omitempty"`
	Firing     desk.FiringID     `json:"firing,omitempty"`
	Floor      desk.Floor        `json:"floor,omitempty"`
	App        string            `json:"app,omitempty"`
	State      desk.JobState     `json:"state"`
	Attempts   int               `json:"attempts,omitempty"`
	ClaimedAt  time.Time         `json:"claimed_at,omitzero"`
	ClaimedBy  string            `json:"claimed_by,omitempty"`
	Due        time.Time         `json:"due,omitzero"`
	Code       string            `json:"code,omitempty"`
	Reason     string            `json:"reason,omitempty"`
	Done       int               `json:"done,omitempty"`
	Cursor     string            `json:"cursor,omitempty"`
	Version    int64             `json:"-"`
}

func newJob(d desk.Job) (Item, error) {
	d.Due, d.ClaimedAt = utc(d.Due), utc(d.ClaimedAt)
	b, err := blob(jobItem(d))
	k := jobKey(d.ID)
	it := Item{"pk": k.PK, "sk": k.SK, "version": int64(1), "v": b}
	if !d.Ended() {
		it["part_pk"], it["part_sk"] = partJobs, Timed(d.Due, string(d.ID))
	}
	switch d.Kind { // there are many, and nobody asks for one that is old
	case desk.JobWebhook:
		it[TTL] = d.Due.Add(desk.DeliveryLife).Unix()
	case desk.JobAutomation, desk.JobCatch:
		it[TTL] = d.Due.Add(desk.FiringLife).Unix()
	case desk.JobRetell:
		it[TTL] = d.Due.Add(desk.UntoldLife).Unix()
	}
	return it, err
}

func jobFrom(it Item) (desk.Job, error) {
	d, err := unblob[jobItem](it, "v")
	d.Version = it.Int("version")
	return desk.Job(d), err
}

// Job implements flow.Jobs.
func (s Store) Job(ctx context.Context, id desk.JobID) (desk.Job, error) {
	it, err := s.get(ctx, jobKey(id))
	if err != nil {
		return desk.Job{}, wrap(err, "job %s", id)
	}
	return jobFrom(it)
}

// AddJob implements flow.Jobs.
func (s Store) AddJob(ctx context.Context, d desk.Job) error {
	it, err := newJob(d)
	if err != nil {
		return err
	}
	_, err = s.create(ctx, it)
	return wrap(err, "add job %s", d.ID)
}

// SaveJob implements flow.Jobs.
func (s Store) SaveJob(ctx context.Context, d desk.Job) (desk.Job, error) {
	it, err := newJob(d)
	if err != nil {
		return desk.Job{}, err
	}
	it["version"] = d.Version + 1
	if _, err := s.Engine.Write(ctx, Put(withWriteToken(it), Equal("version", d.Version))); unlessOwnWrite(err, it) != nil {
		return desk.Job{}, wrap(err, "save job %s", d.ID)
	}
	return jobFrom(it)
}
