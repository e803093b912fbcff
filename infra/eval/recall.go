package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/sufler/sufler/infra/chats"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/reader/offline"
)

// way is how far a labelled value came that should be found: whether it was a candidate is
// one question, whether it was chosen among them is another.
type way struct {
	kind, language string
	far            offline.Stage // of the right value; noStage: nobody thought of it
	told           int           // what was told of its field, in crossRead.told; -1: nothing
}

const noStage offline.Stage = -1

// waysOf adds those of a chat's labels; told is what was told of it, by field.
func (x *crossRead) waysOf(ctx context.Context, rd offline.Reader, c chats.Chat, chat desk.Chat, labels map[string]gold, told map[string]int) error {
	traced, err := rd.Trace(ctx, chat)
	if err != nil {
		return err
	}
	for _, f := range c.Fields {
		if _, ok := labels[f.Name]; !ok {
			continue
		}
		w := way{kind: f.Kind(), language: c.Lang, far: noStage, told: -1}
		for _, t := range traced {
			if string(t.Finding.Field) != f.Name || t.Stage <= w.far {
				continue
			}
			if said, err := saidOf(c, t.Finding, desk.Value(t.Finding.Value)); err == nil && judge(f, labels, said).verdict == "right" {
				w.far = t.Stage
			}
		}
		if i, ok := told[f.Name]; ok {
			w.told = i
		}
		x.ways = append(x.ways, w)
	}
	return nil
}

// lost counts where labelled values are lost. Each is in one column: of those that were no
// candidate nothing of their form was read, or something was and grammar put it away; the
// others lost to none, or to another value, were told too unsurely, or are filled.
type lost struct{ all, unread, putAway, none, another, unsure, filled int }

func (l *lost) add(w way, told []toldValue, own []float64) {
	l.all++
	sure := func() bool { return told[w.told].sure >= own[told[w.told].form]-1e-9 }
	switch {
	case w.told >= 0 && told[w.told].right && sure():
		l.filled++
	case w.told >= 0 && told[w.told].right:
		l.unsure++
	case w.far == noStage:
		l.unread++
	case w.far == offline.StageFormed:
		l.putAway++
	case w.told >= 0 && sure():
		l.another++
	default:
		l.none++
	}
}

// row shows the counts; generation's recall is what share was a candidate, selection's
// what share of those is filled.
func (l lost) row(name string) string {
	candidates := l.all - l.unread - l.putAway
	return fmt.Sprintf("| %s | %d | %.3f | %d | %d | %.3f | %d | %d | %d |\n", name, l.all,
		float64(candidates)/float64(max(1, l.all)), l.unread, l.putAway,
		float64(l.filled)/float64(max(1, candidates)), l.none, l.another, l.unsure)
}

// recall writes them by type and by language.
func (x *crossRead) recall(w io.Writer, own []float64) {
	kinds, languages := map[string]*lost{}, map[string]*lost{}
	of := func(m map[string]*lost, name string) *lost {
		if m[name] == nil {
			m[name] = &lost{}
		}
		return m[name]
	}
	for _, way := range x.ways {
		of(kinds, way.kind).add(way, x.told, own)
		of(kinds, "all").add(way, x.told, own)
		of(languages, way.language).add(way, x.told, own)
	}
	fmt.Fprint(w, "\n| | labelled | were candidates | nothing read | put away | of the candidates filled | none chosen | another filled | right, unsure |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n")
	for _, kind := range slices.SortedFunc(maps.Keys(kinds), lastAll) {
		fmt.Fprint(w, kinds[kind].row(kind))
	}
	for _, language := range slices.Sorted(maps.Keys(languages)) {
		fmt.Fprint(w, languages[language].row(language))
	}
}
