package knowledge

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// changed is an entry's next version with its files.
func (k *Keeper) changed(ctx context.Context, by desk.Actor, saw, to desk.FAQ) (desk.FAQ, error) {
	known := []desk.FAQ{saw}
	for _, a := range to.Answers {
		for _, f := range a.Files {
			if f.Taken() && len(known) == 1 { // perhaps another entry's, or an earlier version's
				all, err := k.Entries.FAQs(ctx)
				if err != nil {
					return to, fmt.Errorf("knowledge base: %w", err)
				}
				vs, err := k.Entries.FAQVersions(ctx, saw.ID)
				if err != nil {
					return to, fmt.Errorf("versions of entry %s: %w", saw.ID, err)
				}
				known = append(append(known, all...), vs...)
			}
		}
	}
	return k.withFiles(ctx, by, to, known)
}

// withFiles takes the uploads that an entry names for good. A file that was taken is
// named by entries that are known, and is what they say: nobody can name what lies
// elsewhere. Repeating takes the same.
func (k *Keeper) withFiles(ctx context.Context, by desk.Actor, e desk.FAQ, known []desk.FAQ) (desk.FAQ, error) {
	answers := make([]desk.FAQAnswer, len(e.Answers))
	for i, a := range e.Answers {
		files := a.Files
		a.Files = nil
		if len(files) > desk.MaxFAQFiles {
			return e, fmt.Errorf("%w: an answer has at most %d files", desk.ErrInvalid, desk.MaxFAQFiles)
		}
		for _, f := range files {
			got, err := k.file(ctx, by, f, known)
			if err != nil {
				return e, err
			}
			if f.Name != "" {
				got.Name = f.Name
			}
			a.Files = append(a.Files, got)
		}
		answers[i] = a
	}
	e.Answers = answers
	return e, nil
}

func (k *Keeper) file(ctx context.Context, by desk.Actor, f desk.FAQFile, known []desk.FAQ) (desk.FAQFile, error) {
	if f.Taken() {
		for _, e := range known {
			for _, a := range e.Answers {
				for _, have := range a.Files {
					if have.ID == f.ID {
						return have, nil
					}
				}
			}
		}
		return f, desk.RefuseUpload(desk.UploadID(f.ID))
	}
	if k.Uploads == nil {
		return f, desk.RefuseUpload(desk.UploadID(f.ID))
	}
	up, err := k.Uploads.Upload(ctx, desk.UploadID(f.ID))
	if errors.Is(err, desk.ErrNotFound) || err == nil && !up.TakenBy(by, k.Now()) {
		return f, desk.RefuseUpload(desk.UploadID(f.ID))
	}
	if err != nil {
		return f, fmt.Errorf("upload %s: %w", f.ID, err)
	}
	taken := desk.NewFAQFile(up)
	err = k.UploadStore.Take(ctx, up, taken.Stored())
	if errors.Is(err, desk.ErrNotFound) {
		return f, desk.Refuse(desk.CodeFileNotUploaded, fmt.Sprintf("The %d bytes of upload %s are not there yet. Send them to its address first.", up.Size, up.ID))
	}
	return taken, err
}
