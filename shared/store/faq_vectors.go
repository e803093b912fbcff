package store

import (
	"context"
	"encoding/base64"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// faqVectorItem is an entry's vector: a byte a dimension, in base64.
type faqVectorItem struct {
	Of     string    `json:"of"`
	Vector string    `json:"vector"`
	MadeAt time.Time `json:"made_at,omitzero"`
}

func newFAQVector(v desk.FAQVector) (Item, error) {
	raw := make([]byte, len(v.Vector))
	for i, x := range v.Vector {
		raw[i] = byte(x)
	}
	return record(pkFAQVectors, string(v.Entry), faqVectorItem{v.Of, base64.StdEncoding.EncodeToString(raw), utc(v.MadeAt)})
}

func faqVectorFrom(it Item) (desk.FAQVector, error) {
	x, err := unblob[faqVectorItem](it, "x")
	if err != nil {
		return desk.FAQVector{}, err
	}
	raw, err := base64.StdEncoding.DecodeString(x.Vector)
	if err != nil {
		return desk.FAQVector{}, fmt.Errorf("read the vector of %s: %w", it.Str("sk"), err)
	}
	v := desk.FAQVector{Entry: desk.FAQID(it.Str("sk")), Of: x.Of, MadeAt: x.MadeAt}
	if len(raw) > 0 {
		v.Vector = make([]int8, len(raw))
	}
	for i, b := range raw {
		v.Vector[i] = int8(b)
	}
	return v, nil
}

// Vectors implements answering.Vectors.
func (s Store) Vectors(ctx context.Context) ([]desk.FAQVector, error) {
	its, err := s.all(ctx, pkFAQVectors, "")
	if err != nil {
		return nil, wrap(err, "vectors of the knowledge base")
	}
	out := make([]desk.FAQVector, 0, len(its))
	for _, it := range its {
		v, err := faqVectorFrom(it)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// SaveVectors implements answering.Vectors.
func (s Store) SaveVectors(ctx context.Context, vs []desk.FAQVector) error {
	ops := make([]Op, len(vs))
	for i, v := range vs {
		it, err := newFAQVector(v)
		if err != nil {
			return err
		}
		ops[i] = Put(it)
	}
	return wrap(s.Table().InChunks(ctx, ops), "save %d vectors", len(vs))
}

// DropVectors implements answering.Vectors.
func (s Store) DropVectors(ctx context.Context, ids []desk.FAQID) error {
	ops := make([]Op, len(ids))
	for i, id := range ids {
		ops[i] = Delete(Key{pkFAQVectors, string(id)})
	}
	return wrap(s.Table().InChunks(ctx, ops), "drop %d vectors", len(ids))
}
