// Package proving plugs in what every main reads and proves with. It is apart from
// the verbs since it links the rules' tables and the numbering plans of the world.
package proving

import (
	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/proof"
	"github.com/sufler/sufler/shared/reader/offline"
	"github.com/sufler/sufler/shared/value"
)

// Proven are the parts with what proves values: nothing that is too unlikely, or
// said to too little, becomes one.
func Proven(p assembly.Parts) assembly.Parts {
	p.Prover = proof.Guard{Prover: value.Prover{}}
	return p
}

// ByRules are the parts with what proves, and with the rules that read for the
// data that a lead needs; rules: nil for the offline reader.
func ByRules(p assembly.Parts, rules flow.Reader) assembly.Parts {
	if rules == nil {
		rules = offline.Reader{}
	}
	p = Proven(p)
	p.Rules = proof.ReviewCap{Reader: rules}
	return p
}
