// Package desktest fills nouns, for tests that nothing of one is forgotten.
package desktest

import (
	"reflect"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Filled is a noun with everything in it set to something, also when it grows.
func Filled[V any]() V {
	var v V
	full(reflect.ValueOf(&v).Elem())
	return v
}

// full sets everything in v to something.
func full(v reflect.Value) {
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2026, 3, 1, 12, 0, 0, 7000, time.UTC)))
		return
	case desk.CardRef:
		v.Set(reflect.ValueOf(desk.CardRef{Kind: desk.KindDeal, ID: "5"}))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int64:
		v.SetInt(7)
	case reflect.Uint8:
		v.SetUint(7)
	case reflect.Float64:
		v.SetFloat(0.5)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		full(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		full(v.Index(0))
	case reflect.Map:
		k, e := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		full(k)
		full(e)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(k, e)
	case reflect.Struct:
		for i := range v.NumField() {
			full(v.Field(i))
		}
	default:
		panic("the nouns grew a " + v.Kind().String())
	}
}
