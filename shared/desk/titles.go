package desk

import "github.com/sufler/sufler/shared/lazy"

// What a new company's fields are called, in the languages of people who read summaries.
// A title that somebody changed is the company's own, and stays as it is.
var builtInTitles = lazy.Table(func() map[FieldName]map[string]string {
	return map[FieldName]map[string]string{
		"name":             {"en": "Name", "ru": "Имя", "es": "Nombre"},
		"phone":            {"en": "Phone", "ru": "Телефон", "es": "Teléfono"},
		"email":            {"en": "E-mail", "ru": "Эл. почта", "es": "Correo"},
		"company":          {"en": "Company", "ru": "Компания", "es": "Empresa"},
		"address":          {"en": "Address", "ru": "Адрес", "es": "Dirección"},
		"client_name":      {"en": "Client's name", "ru": "Имя клиента", "es": "Nombre del cliente"},
		"client_phone":     {"en": "Phone", "ru": "Телефон", "es": "Teléfono"},
		"client_email":     {"en": "E-mail", "ru": "Эл. почта", "es": "Correo"},
		"product":          {"en": "Product", "ru": "Товар", "es": "Producto"},
		"quantity":         {"en": "Quantity", "ru": "Количество", "es": "Cantidad"},
		"budget":           {"en": "Budget", "ru": "Бюджет", "es": "Presupuesto"},
		"delivery_address": {"en": "Delivery address", "ru": "Адрес доставки", "es": "Dirección de entrega"},
		"delivery_date":    {"en": "Delivery date", "ru": "Дата доставки", "es": "Fecha de entrega"},
		"payment_method":   {"en": "Payment method", "ru": "Способ оплаты", "es": "Forma de pago"},
		"discount":         {"en": "Discount, %", "ru": "Скидка, %", "es": "Descuento, %"},
		"comment":          {"en": "Comment", "ru": "Комментарий", "es": "Comentario"},
	}
})

// builtInOptions are the values of the built-in lists, as they are called.
var builtInOptions = lazy.Table(func() map[FieldName]map[Value]map[string]string {
	return map[FieldName]map[Value]map[string]string{
		"payment_method": {
			"card":     {"ru": "картой", "es": "tarjeta"},
			"cash":     {"ru": "наличными", "es": "efectivo"},
			"transfer": {"ru": "переводом", "es": "transferencia"},
		},
	}
})

// TitleIn is the field's title in a language ("en", "ru", "es"), if it is a built-in one that
// nobody renamed; else as it is.
func (f Field) TitleIn(language string) string {
	titles := builtInTitles.Get()[f.Name]
	if in, ok := titles[language]; ok && titles["en"] == f.Title {
		return in
	}
	return f.Title
}

// valueIn is one of the field's values in a language, if both are built in.
func (f Field) valueIn(language string, v string) string {
	if in, ok := builtInOptions.Get()[f.Name][Value(v)][language]; ok && builtInTitles.Get()[f.Name]["en"] == f.Title {
		return in
	}
	return v
}
