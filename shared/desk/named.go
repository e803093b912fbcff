package desk

import (
	"fmt"
	"slices"
	"strings"
)

// FieldNames are fields as a refusal lists what there is: a person who mistyped one sees
// the right one.
func FieldNames(all []Field) string {
	all = slices.DeleteFunc(slices.Clone(all), func(f Field) bool { return f.Gone })
	return named(all, func(f Field) string { return string(f.Name) })
}

// maxNamed is how many names a refusal lists.
const maxNamed = 40

// named lists names, not too many; "none" if there are none.
func named[T any](all []T, name func(T) string) string {
	if len(all) == 0 {
		return "none"
	}
	var out []string
	for _, one := range all[:min(len(all), maxNamed)] {
		out = append(out, name(one))
	}
	if more := len(all) - len(out); more > 0 {
		out = append(out, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(out, ", ")
}
