package offline

// Weights are those of the signs of all that is chosen or weighed here, each in the order
// of its signs. infra/eval -train finds them and writes them into weights.go.
type Weights struct {
	// Sure are those by which a value that rules settle on is sure, see sure.go.
	Sure []float64
	// About are those by which what a talk is about is chosen, see about.go.
	About []float64
	// Pick are those by which one of several values is chosen, by group of fields, see
	// pick.go.
	Pick [Groups][]float64
}

// With reads by other weights than those of weights.go: by some that were found without
// the chat in question, say.
func With(w *Weights) Reader { return Reader{w} }
