package live

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/sight"
)

// viewer is who may be told, at one moment.
type viewer struct {
	desk.Actor
	sights sight.Sights
}

func (f Finder) viewer(a desk.Actor) viewer { return viewer{a, sight.Of(a, f.Dialogs)} }

// hints are what the viewer may be told of the news.
func (v viewer) hints(ctx context.Context, n News) ([]desk.Hint, error) {
	switch n.hint.Kind {
	case desk.HintProposal, desk.HintCard:
		if v.MustRead(n.hint.Card.Kind) != nil {
			return nil, nil
		}
		return []desk.Hint{n.hint}, nil
	case desk.HintDialog:
		return v.dialog(ctx, n)
	}
	seen, err := v.sees(ctx, n.after)
	typesThemselves := n.by != "" && n.by == v.Operator
	ofOthersCard := n.hint.Kind == desk.HintRun && v.MustRead(n.hint.Card.Kind) != nil
	if err != nil || seen != desk.SeesWords || typesThemselves || ofOthersCard {
		return nil, err
	}
	return []desk.Hint{n.hint}, nil
}

// sees is how much of a dialog is seen, nothing of one that is not there.
func (v viewer) sees(ctx context.Context, d *desk.Dialog) (desk.Sight, error) {
	if d == nil {
		return desk.SeesNothing, nil
	}
	return v.sights.Dialog(ctx, *d)
}

// dialog are the hints of a dialog that changed: who saw it and does not any more is
// told that alone. What is seen of it is seen of the whole thread, so where that
// changed the dialogs before it are told of, too.
func (v viewer) dialog(ctx context.Context, n News) ([]desk.Hint, error) {
	was, err := v.sees(ctx, n.before)
	if err != nil {
		return nil, err
	}
	is, err := v.sees(ctx, n.after)
	if err != nil || was == desk.SeesNothing && is == desk.SeesNothing {
		return nil, err
	}
	var out []desk.Hint
	if n.before != nil && was != is {
		if out, err = v.thread(ctx, *n.before); err != nil {
			return nil, err
		}
	}
	id := n.hint.Dialog
	if is == desk.SeesNothing {
		return append(out, desk.Hint{Kind: desk.HintGone, Dialog: id}), nil
	}
	out = append(out, n.hint)
	now, had := *n.after, desk.Dialog{}
	if n.before != nil {
		had = *n.before
	}
	if now.Operator != "" && now.Operator != had.Operator && now.Open() {
		out = append(out, desk.Hint{Kind: desk.HintAssignment, Dialog: id})
	}
	// One that comes closed to a place of its own says nothing new.
	if now.Last != had.Last && is == desk.SeesWords && now.Last > now.After && (now.Open() || n.before != nil) {
		out = append(out, desk.Hint{Kind: desk.HintMessage, Dialog: id, Message: now.Last})
	}
	return out, nil
}

// longThread is how many dialogs a thread has at most that are told of one by one.
const longThread = 20

// thread are the hints of the dialogs that were handed over into one of which
// something else is seen than before.
func (v viewer) thread(ctx context.Context, d desk.Dialog) ([]desk.Hint, error) {
	if d.Number-d.First > longThread {
		return []desk.Hint{{Kind: desk.HintReload}}, nil
	}
	var out []desk.Hint
	for n := d.First; n < d.Number; n++ {
		id := desk.NewDialogID(d.Customer, n)
		seen, err := v.sights.Named(ctx, id)
		if err != nil {
			return nil, err
		}
		kind := desk.HintDialog
		if seen == desk.SeesNothing {
			kind = desk.HintGone
		}
		out = append(out, desk.Hint{Kind: kind, Dialog: id})
	}
	return out, nil
}
