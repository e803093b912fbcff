package offline

import "github.com/sufler/sufler/shared/desk"

// Weights are those of the signs of all that is chosen or weighed here, each in the order
// of its signs. infra/eval -train finds them and writes them into weights.go.
type Weights struct {
	// Sure are those by which a value that rules settle on is sure, see sure.go.
	Sure []float64
	// About are those by which what a talk is about is chosen, see about.go.
	About []float64
	// From is from which of these on a value is filled rather than proposed, by form: where
	// a value that nobody said costs as much as several that are missed.
	From []float64
	// Pick are those by which one of several values is chosen, by group of fields, see
	// pick.go.
	Pick [Groups][]float64
	// Text are those by which a free text is chosen, see text.go.
	Text []float64
}

// With reads by other weights than those of weights.go: by some that were found without
// the chat in question, say.
func With(w *Weights) Reader { return Reader{w} }

// Form is what form a field's values have.
type Form int

// The forms.
const (
	FormText Form = iota
	FormTruth
	FormDay
	FormMoment
	FormHour
	FormMail
	FormOption
	FormCount
	FormNumber
	FormMoney
	FormPhone
	Forms // how many there are
)

// FormOf is a field's.
func FormOf(f desk.Field) Form {
	switch f.Type {
	case desk.TypeBoolean:
		return FormTruth
	case desk.TypeDate:
		return FormDay
	case desk.TypeDateTime:
		return FormMoment
	case desk.TypeEmail, desk.TypeURL:
		return FormMail
	case desk.TypeEnum, desk.TypeMultiEnum:
		return FormOption
	case desk.TypeInteger:
		return FormCount
	case desk.TypeNumber:
		return FormNumber
	case desk.TypeMoney:
		return FormMoney
	case desk.TypePhone:
		return FormPhone
	}
	if f.Format == "time" {
		return FormHour
	}
	return FormText
}
