package model

import (
	"context"
	"math"

	"github.com/sufler/sufler/shared/desk"
)

// Embedder makes vectors of texts: the more alike two texts are in what they say, the
// more alike their vectors. Its errors are those of a Model. Asking twice costs twice.
type Embedder interface {
	// Embed answers with one vector a text, in their order, each of length 1 and all
	// of as many dimensions. A question's may be made otherwise than that of a text
	// that is looked for.
	Embed(ctx context.Context, texts []string, question bool) ([][]float32, desk.Usage, error)
	About() About
}

// Unit makes a vector one of length 1, in its place; false: it is none.
func Unit(v []float32) bool {
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if sum == 0 || math.IsNaN(sum) || math.IsInf(sum, 0) {
		return false
	}
	by := float32(1 / math.Sqrt(sum))
	for i := range v {
		v[i] *= by
	}
	return true
}
