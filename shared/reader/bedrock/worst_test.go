package bedrock_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/proof"
	"github.com/sufler/sufler/shared/value"
)

// TestWorst_FormAloneLosesNoTrueValue is how the models of Bedrock answer at their
// worst, in Converse's blocks: the second family beside OpenAI's. What is wrong in form
// alone loses neither of the two values; what is wrong in truth loses that one.
func TestWorst_FormAloneLosesNoTrueValue(t *testing.T) {
	both := map[string]string{"UF_CRM_1": "25", "phone": "+79117654321"}
	only := map[string]string{"phone": "+79117654321"}
	ok := says("tool_use", calls(good))
	text := func(s string) string { return `{"text":` + quoted(s) + `}` }
	with := func(old, new string) reply { return says("tool_use", calls(strings.Replace(good, old, new, 1))) }
	list := good[strings.Index(good, "[") : strings.LastIndex(good, "]")+1]
	for name, c := range map[string]struct {
		replies []reply
		want    map[string]string // nil: the reading fails
	}{
		"as it should be": {[]reply{ok}, both},
		// Where the JSON is.
		"thoughts as text before the call":     {[]reply{says("tool_use", text("<thinking>25 {roses}</thinking>"), calls(good))}, both},
		"thoughts as text before the JSON":     {[]reply{says("end_turn", text("<thinking>25 {roses}</thinking>\n"+good))}, both},
		"prose around the JSON":                {[]reply{says("end_turn", text("Here you are: "+good+" Anything else?"))}, both},
		"a fence with its language":            {[]reply{says("end_turn", text("```JSON\n"+good+"\n```\n"))}, both},
		"text behind the call":                 {[]reply{says("tool_use", calls(good), text("Done."))}, both},
		"the JSON in the second text":          {[]reply{says("end_turn", text("Claro."), text(good))}, both},
		"two calls, the first empty":           {[]reply{says("tool_use", calls(`{"summary":"","values":[]}`), calls(good))}, both},
		"two calls, the same":                  {[]reply{says("tool_use", calls(good), calls(good))}, both},
		"an empty answer, then the call":       {[]reply{says("end_turn"), ok}, both},
		"an empty input, then the call":        {[]reply{says("tool_use", calls(`{}`)), ok}, both},
		"words, then the call":                 {[]reply{says("end_turn", text("I have read the chat.")), ok}, both},
		"half a JSON, then the call":           {[]reply{says("end_turn", text(good[:len(good)/2])), ok}, both},
		"a refusal by a filter, then the call": {[]reply{says("end_turn", text("Sorry, I can't help with that.")), ok}, both},
		"empty twice":                          {[]reply{says("end_turn"), says("end_turn")}, nil},
		"the list as a text":                   {[]reply{says("tool_use", calls(`{"summary":"s","values":`+quoted(list)+`}`))}, both},
		// Ids.
		"messages as texts":           {[]reply{with(`"message":2`, `"message":"2"`)}, both},
		"messages as #2":              {[]reply{with(`"message":2`, `"message":"#2"`)}, both},
		"no message":                  {[]reply{with(`,"message":2`, ``)}, both},
		"a message that is not there": {[]reply{with(`"message":2`, `"message":41`)}, both},
		"a field by its title":        {[]reply{with(`"UF_CRM_1"`, `"Количество"`)}, both},
		"a field in small letters":    {[]reply{with(`"UF_CRM_1"`, `"uf_crm_1"`)}, both},
		"a field nobody asked for":    {[]reply{with(`"UF_CRM_1"`, `"UF_CRM_2"`)}, only},
		// Quotes.
		"a full stop too many":       {[]reply{with(`"25 роз"`, `"25 роз."`)}, both},
		"a quote in capitals":        {[]reply{with(`"25 роз"`, `"25 РОЗ"`)}, both},
		"a quote in marks":           {[]reply{with(`"25 роз"`, `"«25 роз»"`)}, both},
		"another dash":               {[]reply{with(`"8 (911) 765-43-21","message"`, `"8 (911) 765–43–21","message"`)}, both},
		"a line end that is a space": {[]reply{with(`"8 (911) 765-43-21","message"`, `"8 (911) 765-43-21 везти","message"`)}, both},
		"a quote made up":            {[]reply{with(`"25 роз"`, `"двадцать пять тюльпанов"`)}, only},
		// Values.
		"a value as a number":       {[]reply{with(`"value":"25"`, `"value":25`)}, both},
		"a value as 25.0":           {[]reply{with(`"value":"25"`, `"value":25.0`)}, both},
		"a value with its noun":     {[]reply{with(`"value":"25"`, `"value":"25 роз"`)}, both},
		"a value in another tongue": {[]reply{with(`"value":"25"`, `"value":"25 rosas"`)}, both},
		"another figure":            {[]reply{with(`"value":"25"`, `"value":"52"`)}, only},
		"a confidence in per cent":  {[]reply{with(`"confidence":0.95`, `"confidence":"95%"`)}, both},
		"no confidence":             {[]reply{with(`,"confidence":0.95`, ``)}, both},
		"null among them":           {[]reply{with(`"values":[`, `"values":[null,{},`)}, both},
	} {
		t.Run(name, func(t *testing.T) {
			srv := serve(t, c.replies...)
			chat := flowers()
			r, err := srv.reader().Read(t.Context(), chat)
			if (err != nil) != (c.want == nil) {
				t.Fatalf("got %v", err)
			}
			got := map[string]string{}
			for _, f := range r.Findings {
				v, err := copilot.Check(chat, f, proof.Guard{Prover: value.Prover{}})
				if err != nil {
					t.Logf("%s=%q by %q: %v", f.Field, f.Value, f.Quote, err)
					continue
				}
				got[string(f.Field)] = string(v)
			}
			if d := cmp.Diff(c.want, got); c.want != nil && d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}
