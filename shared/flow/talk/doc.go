// Package talk holds what people do in dialogs: reply, note, write first, hand
// over, close, make a case, send files. And what ends a dialog by itself.
package talk
