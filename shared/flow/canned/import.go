package canned

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// Imported is what becomes of one canned response of a file.
type Imported struct {
	Canned  desk.Canned
	Became  Became
	Refused error // if Became is Refused
}

// Became is what became of it.
type Became string

// What can become of it.
const (
	Created   Became = "created"
	Changed   Became = "changed"
	Unchanged Became = "unchanged"
	Refused   Became = "refused"
)

// MaxImport is how many are taken from one file.
const MaxImport = 2000

// Import stores what a file holds, or, dry, only says what would become of it. One that
// has the id of one that is there changes that, else one that has the title and the
// language of one of the same owner's; what is neither is new. One that is refused
// does not stop the others. Repeating is harmless: then nothing is new.
func (k *Keeper) Import(ctx context.Context, by desk.Actor, file []desk.Canned, dry bool) ([]Imported, error) {
	if len(file) > MaxImport {
		return nil, fmt.Errorf("%w: the file holds %d templates, more than %d", desk.ErrInvalid, len(file), MaxImport)
	}
	by, teams, err := k.member(ctx, by)
	if err != nil {
		return nil, err
	}
	known := map[string][]desk.Canned{} // by their owners' keys
	out := make([]Imported, len(file))
	for i, c := range file {
		out[i].Canned = c
		c, err := k.checked(by, teams, c)
		if err == nil && known[c.Key()] == nil {
			known[c.Key()], err = k.Responses.CannedOf(ctx, c.CannedOwner)
			if err != nil {
				return nil, fmt.Errorf("templates: %w", err)
			}
		}
		if err == nil {
			out[i].Canned, out[i].Became, err = k.take(ctx, by, known, c, dry)
		}
		switch {
		case refusal(err):
			out[i].Became, out[i].Refused = Refused, err
		case err != nil:
			return nil, err
		}
	}
	return out, nil
}

// refusal says whether the error is one template's, and not a fault of ours.
func refusal(err error) bool {
	var no *desk.Refusal
	return errors.As(err, &no) || errors.Is(err, desk.ErrInvalid) || errors.Is(err, desk.ErrConflict)
}

// take stores one that may be stored, and notes what is there then.
func (k *Keeper) take(ctx context.Context, by desk.Actor, known map[string][]desk.Canned, c desk.Canned, dry bool) (desk.Canned, Became, error) {
	have := known[c.Key()]
	at := -1
	for i, o := range have {
		if o.ID == c.ID {
			at = i
			break
		}
		if at < 0 && !c.Has(c.ID) && o.Title == c.Title && o.Language == c.Language {
			at = i
		}
	}
	became := Created
	switch {
	case at >= 0 && have[at].Same(c):
		return have[at], Unchanged, nil
	case at >= 0:
		became, c.ID, c.Version = Changed, have[at].ID, have[at].Version
	case len(have) >= desk.MaxCanned:
		return c, Refused, desk.Refuse(desk.CodeTooManyTemplates, fmt.Sprintf("There are %d templates of that owner already.", desk.MaxCanned))
	case !c.Has(c.ID):
		c.ID = c.NewID(c.Title + "\x00" + c.Language)
	}
	if !dry {
		var err error
		if c, err = k.save(ctx, by, c); err != nil {
			return c, Refused, err
		}
	}
	if at < 0 {
		known[c.Key()] = append(have, c)
	} else {
		have[at] = c
	}
	return c, became, nil
}
