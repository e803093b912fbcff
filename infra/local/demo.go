package main

import (
	"context"
	"io"
)

func demo(context.Context, io.Writer) error { return nil }
