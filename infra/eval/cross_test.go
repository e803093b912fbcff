package main

import (
	"testing"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/reader/offline"
)

// A threshold is where what is right outweighs what nobody said, by form: a form whose sure
// values are right is filled early, one whose unsure ones stand where nothing was said late.
func TestAThresholdWeighsWhatNobodySaid(t *testing.T) {
	var read crossRead
	tell := func(form offline.Form, sure float64, right, nothing bool, times int) {
		for range times {
			read.told = append(read.told, toldValue{form: form, sure: sure, right: right, nothing: nothing})
		}
	}
	tell(offline.FormMoney, 0.9, true, false, 10)
	tell(offline.FormMoney, 0.52, true, false, 3)
	tell(offline.FormMoney, 0.52, false, true, 2)
	tell(offline.FormText, 0.9, true, false, 10)
	tell(offline.FormText, 0.52, true, false, 3)
	got := read.thresholds()
	if got[offline.FormMoney] < 0.53 || got[offline.FormMoney] > 0.9 {
		t.Errorf("sums: got %.2f, want it between the sure and the unsure ones", got[offline.FormMoney])
	}
	if got[offline.FormText] > 0.52 {
		t.Errorf("texts: got %.2f, want the unsure ones in, too", got[offline.FormText])
	}
	if got[offline.FormPhone] != desk.ProposeBelow {
		t.Errorf("phones: got %.2f, want what stands for all where none was told", got[offline.FormPhone])
	}
}
