package api

import (
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web"
)

// bounds are what huma says of a part of a request that is past a bound, and the code for
// it; what follows is the bound.
var bounds = []struct{ says, code string }{
	{"expected length >= ", "too_short"}, {"expected length <= ", "too_long"},
	{"expected array length >= ", "too_few"}, {"expected array length <= ", "too_many"},
	{"expected number >= ", "too_small"}, {"expected number <= ", "too_large"},
	{"expected value to be one of ", "one_of"},
}

// forms are what it says of a text of another form.
var forms = []struct{ says, code string }{
	{"expected string to be RFC 5322 email", "type_email"}, {"expected string to be RFC 3986 uri", "type_url"},
	{"expected string to be RFC 3339 date-time", "type_datetime"}, {"expected string to be RFC 3339 full-date", "type_date"},
	{"expected string to match pattern", "form"}, {"expected integer", "type_integer"}, {"expected number", "type_number"},
}

// faultOf is what huma found in a request, with a code where people may meet it.
func faultOf(where, says string) web.Fault {
	f := web.Fault{Where: where, Detail: says}
	if name, ok := strings.CutPrefix(says, "expected required property "); ok {
		name, _, _ = strings.Cut(name, " ")
		f.Where, f.Code = strings.Trim(where+"."+name, "."), web.FaultMissing
		return f
	}
	for _, b := range bounds {
		if n, ok := strings.CutPrefix(says, b.says); ok {
			f.Code, f.Values = b.code, map[string]string{"n": strings.Trim(n, `"`)}
			return f
		}
	}
	for _, form := range forms {
		if strings.HasPrefix(says, form.says) {
			f.Code = form.code
			return f
		}
	}
	return f
}

// wantedOf is what a field takes, where a value is none of it.
func wantedOf(f desk.Field) (code string, values map[string]string) {
	code = "type_" + string(f.Type)
	switch {
	case f.Type == desk.TypeString && f.Format == "time":
		code = "type_time"
	case f.Type == desk.TypeEnum || f.Type == desk.TypeMultiEnum:
		values = map[string]string{"n": strings.Join(f.OptionValues(), ", ")}
	}
	return code, values
}
