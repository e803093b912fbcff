package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"

	"github.com/sufler/sufler/infra/chats"
)

// reportTo writes the report into a file.
func reportTo(ctx context.Context, path, in, of string, c choice) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return report(ctx, in, of, c, file)
}

// report has a reader read labelled chats, or takes a file of predictions, and writes one
// page for people: figures with intervals, by type, language and field, and the worst
// chats. No value and no word of a chat is shown.
func report(ctx context.Context, in, of string, c choice, w io.Writer) error {
	records, err := chats.Read(in)
	if err != nil {
		return err
	}
	labels, err := readLines(in, func(r *struct {
		ID   string          `json:"id"`
		Gold map[string]gold `json:"gold"`
	}) (string, map[string]gold) {
		return r.ID, r.Gold
	})
	if err != nil {
		return err
	}
	said, err := side(ctx, of, records, c)
	if err != nil {
		return fmt.Errorf("%s: %w", of, err)
	}
	page := page{of: of, chats: len(records), slices: map[string]map[string][]count{}}
	for _, r := range records {
		page.take(r, labels[r.ID], said[r.ID])
	}
	return page.write(w)
}

// count is how one chat's fields, or some of them, were read.
type count struct{ right, wrong, missed, filled, left int }

func (c *count) add(verdict string) {
	switch verdict {
	case "right":
		c.right++
	case "wrong":
		c.wrong++
	case "missed":
		c.missed++
	case "false fill":
		c.filled++
	default:
		c.left++
	}
}

func (c count) plus(d count) count {
	return count{c.right + d.right, c.wrong + d.wrong, c.missed + d.missed, c.filled + d.filled, c.left + d.left}
}

func (c count) errors() int { return c.wrong + c.missed + c.filled }

// figures are precision, recall, F1 and the share of fields without a value that got one;
// -1: of nothing.
func (c count) figures() [4]float64 {
	share := func(a, b int) float64 {
		if b == 0 {
			return -1
		}
		return float64(a) / float64(b)
	}
	return [4]float64{
		share(c.right, c.right+c.wrong+c.filled), share(c.right, c.right+c.wrong+c.missed),
		share(2*c.right, 2*c.right+2*c.wrong+c.missed+c.filled), share(c.filled, c.filled+c.left),
	}
}

// page is what the report shows: by kind of slice ("by type") and slice, a count a chat.
type page struct {
	of     string
	chats  int
	slices map[string]map[string][]count
	worst  []worstChat
	bins   bins
}

type worstChat struct {
	id     string
	count  count
	faults []string
}

func (p *page) take(r chats.Chat, labels map[string]gold, said map[string]predicted) {
	mine := map[[2]string]*count{}
	chat := worstChat{id: r.ID}
	for _, f := range r.Fields {
		verdict := judge(f, labels, said).verdict
		if c := said[f.Name].Confidence; c > 0 && verdict != "left" {
			p.bins.add(c, verdict == "right")
		}
		chat.count.add(verdict)
		if verdict != "right" && verdict != "left" {
			chat.faults = append(chat.faults, fmt.Sprintf("%s (%s): %s", f.Title, f.Kind(), verdict))
		}
		for _, s := range [][2]string{{"all", "all"}, {"type", f.Kind()}, {"language", r.Lang}, {"field", cmp.Or(f.Title, f.Name)}} {
			if mine[s] == nil {
				mine[s] = &count{}
			}
			mine[s].add(verdict)
		}
	}
	for s, c := range mine {
		if p.slices[s[0]] == nil {
			p.slices[s[0]] = map[string][]count{}
		}
		p.slices[s[0]][s[1]] = append(p.slices[s[0]][s[1]], *c)
	}
	p.worst = append(p.worst, chat)
}

// mostFields and mostWorst are how many fields and chats the page shows.
const mostFields, mostWorst = 40, 10

func (p *page) write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# How %s reads %d chats\n\nEach figure with what 95 of 100 such sets of chats would show: chats are drawn again, not fields.\n", p.of, p.chats)
	for _, kind := range []string{"all", "type", "language", "field"} {
		p.table(&b, kind)
	}
	if p.bins != (bins{}) {
		fmt.Fprint(&b, "\n## How sure, and how right\n\nA reader that is well calibrated is right as often as it says. Below 0.5 a value is proposed, not filled, and not counted above.\n\n")
		p.bins.write(&b)
	}
	slices.SortStableFunc(p.worst, func(x, y worstChat) int { return cmp.Or(y.count.errors()-x.count.errors(), cmp.Compare(x.id, y.id)) })
	fmt.Fprintf(&b, "\n## The worst chats\n\n")
	for i, c := range p.worst {
		if i == mostWorst || c.count.errors() == 0 {
			break
		}
		fmt.Fprintf(&b, "%d. **%s**: %d of %d fields. %s.\n", i+1, cell(c.id), c.count.errors(), c.count.errors()+c.count.right+c.count.left, cell(strings.Join(c.faults, "; ")))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (p *page) table(b *strings.Builder, kind string) {
	rows := p.slices[kind]
	names := slices.SortedFunc(maps.Keys(rows), func(x, y string) int {
		return cmp.Or(len(rows[y])-len(rows[x]), cmp.Compare(x, y))
	})
	title := "## By " + kind
	if kind == "all" {
		title = "## All"
	}
	fmt.Fprintf(b, "\n%s\n\n| %s | values | precision | recall | F1 | a value where there is none |\n| --- | ---: | ---: | ---: | ---: | ---: |\n", title, kind)
	for i, name := range names {
		if i == mostFields {
			fmt.Fprintf(b, "\n%d more, each in fewer chats, are left out.\n", len(names)-mostFields)
			break
		}
		all := sum(rows[name])
		low, high := interval(rows[name])
		fmt.Fprintf(b, "| %s | %d", cell(name), all.right+all.wrong+all.missed)
		for k, x := range all.figures() {
			switch {
			case x < 0:
				fmt.Fprint(b, " | –")
			default:
				fmt.Fprintf(b, " | %.3f (%.2f – %.2f)", x, low[k], high[k])
			}
		}
		fmt.Fprint(b, " |\n")
	}
}

// cell is a text that breaks no table.
func cell(s string) string {
	return strings.NewReplacer("|", "/", "\n", " ", "*", "", "<", "‹", ">", "›").Replace(s)
}

func sum(cs []count) count {
	var all count
	for _, c := range cs {
		all = all.plus(c)
	}
	return all
}

// draws is how many sets of chats are drawn for an interval.
const draws = 400

// interval is between which values 95 of 100 sets of as many chats lie, drawn from these:
// the same every time.
func interval(cs []count) (low, high [4]float64) {
	random := rand.New(rand.NewPCG(1, 2))
	var drawn [4][]float64
	for range draws {
		var all count
		for range cs {
			all = all.plus(cs[random.IntN(len(cs))])
		}
		for k, x := range all.figures() {
			if x >= 0 {
				drawn[k] = append(drawn[k], x)
			}
		}
	}
	for k, xs := range drawn {
		if slices.Sort(xs); len(xs) > 0 {
			low[k], high[k] = xs[len(xs)*25/1000], xs[len(xs)*975/1000]
		}
	}
	return low, high
}
