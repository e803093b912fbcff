package assembly_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
	"github.com/sufler/sufler/shared/store/streams"
)

// letterbox is the bucket into which Lambda puts what the stream gives up.
type letterbox map[string][]byte

// put puts a batch there, as Lambda documents it: see events/feed/letter.json.
func (b letterbox) put(t *testing.T, batch []store.Change) string {
	t.Helper()
	var records []any
	for _, c := range batch {
		records = append(records, streamed(c))
	}
	event, err := json.Marshal(map[string]any{"Records": records})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(map[string]any{"version": "1.0", "requestContext": map[string]any{"condition": "RetryAttemptsExhausted"}, "payload": string(event)})
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("%ssource/shard/2026/03/02/%06d", streams.Prefix, len(b))
	b[name] = raw
	return name
}

// streamed is a change as DynamoDB's stream writes it.
func streamed(c store.Change) map[string]any {
	image := func(it store.Item) map[string]any {
		out := map[string]any{}
		for name, v := range it {
			switch v := v.(type) {
			case string:
				out[name] = map[string]any{"S": v}
			case int64:
				out[name] = map[string]any{"N": strconv.FormatInt(v, 10)}
			case bool:
				out[name] = map[string]any{"BOOL": v}
			case []byte:
				out[name] = map[string]any{"B": v}
			default:
				out[name] = map[string]any{"L": []any{}} // nothing of ours
			}
		}
		return out
	}
	of := map[string]any{"SequenceNumber": c.Place, "Keys": image(store.Item{"pk": c.Key().PK, "sk": c.Key().SK})}
	if c.Old != nil {
		of["OldImage"] = image(c.Old)
	}
	if c.New != nil {
		of["NewImage"] = image(c.New)
	}
	return map[string]any{"eventSource": "aws:dynamodb", "dynamodb": of}
}

// dyingBox is one that the process may die before, or after its work.
type dyingBox struct {
	letterbox
	process *mortal
}

func (b dyingBox) Names(_ context.Context, prefix string, _ desk.PageAsk) (page desk.Page[string], err error) {
	for _, name := range slices.Sorted(maps.Keys(b.letterbox)) {
		if strings.HasPrefix(name, prefix) {
			page.Items = append(page.Items, name)
		}
	}
	return page, nil
}

func (b dyingBox) Open(_ context.Context, name string) (desk.File, error) {
	if before, after := b.process.dies(); before || after {
		return desk.File{}, errDied
	}
	raw, is := b.letterbox[name]
	if !is {
		return desk.File{}, desk.ErrNotFound
	}
	return desk.File{Body: io.NopCloser(strings.NewReader(string(raw)))}, nil
}

func (b dyingBox) Keep(_ context.Context, name string, f desk.File) (int64, error) {
	return 0, b.do(func() (err error) {
		b.letterbox[name], err = io.ReadAll(f.Body)
		return err
	})
}

func (b dyingBox) Remove(_ context.Context, name string) error {
	return b.do(func() error { delete(b.letterbox, name); return nil })
}

func (b dyingBox) do(what func() error) error {
	before, after := b.process.dies()
	if before {
		return errDied
	}
	if err := what(); err != nil || !after {
		return err
	}
	return errDied
}

// takeOver has letters taken over by processes that die as the dice have it, until none is
// left; one of them then comes once more.
func takeOver(t *testing.T, e store.Engine, now func() time.Time, box letterbox, dice *rand.Rand) {
	t.Helper()
	if len(box) == 0 {
		return
	}
	process := &mortal{Engine: e, calls: -1}
	st := store.Store{Engine: process, Now: now}
	p := assembly.Parts{Store: st, Outbox: nowhere{process}, Letterbox: streams.Letterbox{Objects: dyingBox{box, process}, Read: builtin.Record}, Now: now}
	again := maps.Clone(box)
	for tries := 0; len(box) > 0; tries++ {
		if process.calls = dice.IntN(60); tries > 50 {
			process.calls = -1
		}
		if _, err := p.Collector().Sweep(t.Context()); err != nil && !errors.Is(err, errDied) {
			t.Fatal(err)
		}
	}
	for name, raw := range again {
		if len(box) == 0 {
			box[name], process.calls = raw, -1
		}
	}
	if _, err := p.Collector().Sweep(t.Context()); err != nil || len(box) > 0 {
		t.Fatal(err, len(box))
	}
}

// allKept is all that is kept to be told later.
func allKept(t *testing.T, s store.Store) (all []desk.Untold) {
	t.Helper()
	for ask := (desk.PageAsk{Limit: 100}); ; {
		page, err := s.ListUntold(t.Context(), ask)
		if err != nil {
			t.Fatal(err)
		}
		if all = append(all, page.Items...); page.Next == "" {
			return all
		}
		ask.Cursor = page.Next
	}
}

// TestFeed_ALetterIsTakenOverWhereverTheProcessDies_BX05: at each call, before its work and
// after it. In the end each change of the letter is kept once, with its job, as it was told;
// news for those who look on is kept for nobody; and what is no change of ours stays in the
// letter, alone, where the alarm tells of it.
func TestFeed_ALetterIsTakenOverWhereverTheProcessDies_BX05(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	now := func() time.Time { return at }
	message := func(external string, place int) store.Change {
		return store.Change{Place: fmt.Sprint(place), New: store.Item{
			"pk": "C#shop/anna", "sk": "M#" + external, "seq": int64(place), "version": int64(place), "raw": []byte{0, 255}, "on": true, "m": `{"text":"Hello"}`,
		}}
	}
	batch := []store.Change{
		message("1", 1), message("2", 2), message("1", 3),
		{Place: "4", New: store.Item{"pk": "OPERATORS", "sk": "olga", "version": int64(1)}},
		{Place: "5", New: store.Item{"pk": "C#shop/max", "sk": "HEAD", "d": []string{"nothing of ours"}}},
	}
	died := 0
	for calls := -1; calls < 60; calls++ {
		e, err := embedded.Open(filepath.Join(t.TempDir(), "t.db"), embedded.Knobs{NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		process := &mortal{Engine: e, calls: calls}
		box, found := letterbox{}, 0
		name := box.put(t, batch)
		p := assembly.Parts{
			Store: store.Store{Engine: process, Now: now}, Outbox: nowhere{process}, Now: now,
			Letterbox: streams.Letterbox{Objects: dyingBox{box, process}, Read: builtin.Record, Found: func(n int) { found += n }},
		}
		if _, err := p.Collector().Sweep(t.Context()); errors.Is(err, errDied) {
			died++
		}
		process.calls = -1
		for range 2 {
			if _, err := p.Collector().Sweep(t.Context()); err == nil || strings.Contains(err.Error(), "Hello") {
				t.Errorf("%d: of what can't be kept it says %v", calls, err)
			}
		}
		got := map[string]desk.FeedRecord{}
		for _, u := range allKept(t, p.Store.(store.Store)) {
			r := builtin.CRM{}.RecordOf(u.Told)
			got[r.Told.(*store.Change).Place] = r
			if v, err := p.Store.Job(t.Context(), desk.NewRetellJob(u).ID); err != nil || v.State != desk.JobQueued || !v.Due.Equal(u.Next) {
				t.Errorf("%d: its job is %+v, %v", calls, v, err)
			}
		}
		want := map[string]desk.FeedRecord{"1": builtin.Record(batch[0]), "2": builtin.Record(batch[1]), "3": builtin.Record(batch[2])}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%d: kept (-told +kept)\n%s", calls, d)
		}
		left, err := p.Letterbox.Letter(t.Context(), name)
		if err != nil || len(left) != 1 || left[0].Item != batch[4].Key().Item() || found != 3 {
			t.Errorf("%d: in the letter are %+v, %v; it was found %d times", calls, left, err, found)
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if died < 15 {
		t.Errorf("it died %d times: the test shows less than it says", died)
	}
}
