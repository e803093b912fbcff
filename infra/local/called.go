package main

import (
	"os"
	"path/filepath"
	"strings"
)

// called is what the program is started by once more: make, from the sources; else, of one
// that was handed out, its own name. what is "run" or "show".
func called(what string, args ...string) string {
	program, err := os.Executable()
	if err != nil {
		program = ""
	}
	return callOf(program, os.Args[0], what, args)
}

// callOf is that of a program that lies at a path, and was started by a name. What `go run`
// builds lies in a folder of its own, which is gone afterwards.
func callOf(path, name, what string, args []string) string {
	if path == "" || strings.Contains(filepath.ToSlash(path), "/go-build") {
		if len(args) == 0 {
			return "make " + what
		}
		return "make " + what + " ARGS='" + strings.Join(args, " ") + "'"
	}
	if strings.ContainsAny(name, " '") {
		name = "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
	}
	if what != "run" {
		args = append([]string{"-" + what}, args...)
	}
	return strings.Join(append([]string{name}, args...), " ")
}
