package boot

import (
	"context"
	"encoding/json"
	"io"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Metrics writes figures into the log in CloudWatch's embedded metric format:
// no call, no agent; CloudWatch reads them out. They are written once a batch,
// never once a message: a line costs as much as storing one.
//
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
type Metrics struct {
	Out      io.Writer
	Function string // the one dimension
	Now      func() time.Time

	mu sync.Mutex
}

// Metrics makes them for this function.
func (e *Env) Metrics(w io.Writer) *Metrics {
	return &Metrics{Out: w, Function: e.Text("AWS_LAMBDA_FUNCTION_NAME"), Now: time.Now}
}

// namespace of all our metrics.
const namespace = "Sufler"

// Figure is one measured value.
type Figure struct {
	Name  string
	Unit  string // "Count", "Milliseconds" …
	Value float64
}

// Count is a figure without a unit.
func Count(name string, n int) Figure { return Figure{name, "Count", float64(n)} }

// Took is how long something took.
func Took(name string, d time.Duration) Figure {
	return Figure{name, "Milliseconds", float64(d.Microseconds()) / 1000}
}

type metricDirective struct {
	Namespace  string     `json:"Namespace"`
	Dimensions [][]string `json:"Dimensions"`
	Metrics    []metric   `json:"Metrics"`
}

type metric struct {
	Name string `json:"Name"`
	Unit string `json:"Unit"`
}

// Emit writes figures of one moment as one line. A line that can't be written
// is given up: where the log can't be written there is nobody to tell.
func (m *Metrics) Emit(fs ...Figure) {
	d := metricDirective{Namespace: namespace, Dimensions: [][]string{{"Function"}}}
	line := map[string]any{"Function": m.Function}
	for _, f := range fs {
		d.Metrics = append(d.Metrics, metric{f.Name, f.Unit})
		line[f.Name] = f.Value
	}
	line["_aws"] = map[string]any{"Timestamp": m.Now().UnixMilli(), "CloudWatchMetrics": []metricDirective{d}}
	raw, err := json.Marshal(line)
	if err != nil {
		return // a figure that is no number
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	_, _ = m.Out.Write(append(raw, '\n'))
}

// MeteredReader is a reader whose cost is measured: what a reading took, and
// what was spent, also by one that failed.
type MeteredReader struct {
	Reader interface {
		Read(ctx context.Context, chat desk.Chat) (desk.Reading, error)
	}
	Metrics *Metrics
}

// Read implements flow's port. Repeating costs again, as the Reader says.
func (r MeteredReader) Read(ctx context.Context, chat desk.Chat) (desk.Reading, error) {
	start := r.Metrics.Now()
	reading, err := desk.TryValue(func() (desk.Reading, error) { return r.Reader.Read(ctx, chat) })
	failed := 0
	if err != nil {
		failed = 1
	}
	u := reading.Usage
	r.Metrics.Emit(
		Count("Readings", 1), Count("ReadingsFailed", failed), Took("ReadingTime", r.Metrics.Now().Sub(start)),
		Count("InputTokens", u.InputTokens+u.CacheReadTokens+u.CacheWriteTokens), Count("OutputTokens", u.OutputTokens),
		Figure{"ReadingCostUSD", "None", float64(u.MicroUSD) / 1e6},
	)
	return reading, err
}
