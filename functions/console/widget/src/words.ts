// What the widget says by itself. The company's own texts come with its look.

const en = {
  chat: "Chat", unread: "Chat, new messages: ", close: "Close the chat", title: "How can we help?", messages: "Messages", write: "Your message", send: "Send",
  attach: "Attach a file", camera: "Take a picture", remove: "Remove", sound: "Sound", greeting: "Hello! Write to us, we answer here.",
  away: "We are closed now. Leave a message and how to reach you: we answer when we are back.",
  answers: " answers you", bot: "Assistant", you: "You", company: "Us", typing: "is typing…", today: "Today", yesterday: "Yesterday",
  name: "Your name", email: "E-mail", phone: "Phone", reach: "E-mail or phone", start: "Start the chat", leave: "Leave the message", choose: "Choose…", must: "must be given",
  privacy: "How we use your data", sending: "sending…", sent: "sent", failed: "Not sent.", again: "Try again", drop: "Delete",
  lost: "No connection. What you write is sent when it is back.", gone: "The chat is not available.", deleted: "The message was taken back.",
  uploading: "is being uploaded", coming: "is on its way", missing: "The file did not come.", newTab: "opens in a new tab", loading: "Loading…", thanks: "Thank you! We answer here when we are back.",
  email_invalid: "That can be no e-mail address.", phone_invalid: "That can be no phone number.", reach_missing: "Say how we can reach you.", required: "Please fill this in.",
  file_empty: "The file is empty.", file_too_big: "The file is larger than 20 MB.", file_type_not_allowed: "Files of this kind can't be sent.", file_quota: "That is all that can be sent today.", too_many_files: "At most 10 files go with one message.",
  file_unknown: "The file was not kept. Attach it again.", upload: "The file could not be uploaded.", too_long: "The message is too long.", other: "It could not be sent.",
};

export type Words = typeof en;

const ru: Words = {
  chat: "Чат", unread: "Чат, новых сообщений: ", close: "Закрыть чат", title: "Чем помочь?", messages: "Сообщения", write: "Ваше сообщение", send: "Отправить",
  attach: "Прикрепить файл", camera: "Сделать снимок", remove: "Убрать", sound: "Звук", greeting: "Здравствуйте! Напишите нам, ответим здесь.",
  away: "Сейчас мы не работаем. Оставьте сообщение и контакты — ответим, когда вернёмся.",
  answers: " отвечает вам", bot: "Помощник", you: "Вы", company: "Мы", typing: "печатает…", today: "Сегодня", yesterday: "Вчера",
  name: "Ваше имя", email: "Эл. почта", phone: "Телефон", reach: "Почта или телефон", start: "Начать чат", leave: "Оставить сообщение", choose: "Выберите…", must: "обязательно",
  privacy: "Как мы используем ваши данные", sending: "отправляется…", sent: "отправлено", failed: "Не отправлено.", again: "Повторить", drop: "Удалить",
  lost: "Нет связи. Написанное уйдёт, когда она появится.", gone: "Чат недоступен.", deleted: "Сообщение удалено.",
  uploading: "загружается", coming: "скоро появится", missing: "Файл не дошёл.", newTab: "откроется в новой вкладке", loading: "Загрузка…", thanks: "Спасибо! Ответим здесь, когда вернёмся.",
  email_invalid: "Это не похоже на адрес почты.", phone_invalid: "Это не похоже на номер телефона.", reach_missing: "Укажите, как с вами связаться.", required: "Заполните это поле.",
  file_empty: "Файл пуст.", file_too_big: "Файл больше 20 МБ.", file_type_not_allowed: "Такие файлы отправить нельзя.", file_quota: "На сегодня это всё, что можно отправить.", too_many_files: "С одним сообщением — не больше 10 файлов.",
  file_unknown: "Файл не сохранился. Прикрепите его снова.", upload: "Не удалось загрузить файл.", too_long: "Сообщение слишком длинное.", other: "Не удалось отправить.",
};

const es: Words = {
  chat: "Chat", unread: "Chat, mensajes nuevos: ", close: "Cerrar el chat", title: "¿En qué podemos ayudar?", messages: "Mensajes", write: "Su mensaje", send: "Enviar",
  attach: "Adjuntar un archivo", camera: "Hacer una foto", remove: "Quitar", sound: "Sonido", greeting: "¡Hola! Escríbanos, respondemos aquí.",
  away: "Ahora estamos cerrados. Deje un mensaje y cómo contactarle: respondemos a la vuelta.",
  answers: " le responde", bot: "Asistente", you: "Usted", company: "Nosotros", typing: "está escribiendo…", today: "Hoy", yesterday: "Ayer",
  name: "Su nombre", email: "Correo", phone: "Teléfono", reach: "Correo o teléfono", start: "Empezar el chat", leave: "Dejar el mensaje", choose: "Elija…", must: "obligatorio",
  privacy: "Cómo usamos sus datos", sending: "enviando…", sent: "enviado", failed: "No se envió.", again: "Reintentar", drop: "Borrar",
  lost: "Sin conexión. Lo que escriba se enviará cuando vuelva.", gone: "El chat no está disponible.", deleted: "El mensaje se retiró.",
  uploading: "se está subiendo", coming: "está en camino", missing: "El archivo no llegó.", newTab: "se abre en otra pestaña", loading: "Cargando…", thanks: "¡Gracias! Respondemos aquí a la vuelta.",
  email_invalid: "Eso no parece un correo.", phone_invalid: "Eso no parece un teléfono.", reach_missing: "Díganos cómo contactarle.", required: "Rellene este campo.",
  file_empty: "El archivo está vacío.", file_too_big: "El archivo pasa de 20 MB.", file_type_not_allowed: "No se pueden enviar archivos de este tipo.", file_quota: "Es todo lo que se puede enviar hoy.", too_many_files: "Como mucho 10 archivos por mensaje.",
  file_unknown: "El archivo no se guardó. Adjúntelo de nuevo.", upload: "No se pudo subir el archivo.", too_long: "El mensaje es demasiado largo.", other: "No se pudo enviar.",
};

export const catalogs = { en, ru, es };

// chosen are the words of the first language that there is.
export function chosen(...wanted: (string | undefined)[]): { language: keyof typeof catalogs; words: Words } {
  for (const w of wanted) {
    const language = (w ?? "").slice(0, 2).toLowerCase();
    if (language in catalogs) return { language: language as keyof typeof catalogs, words: catalogs[language as keyof typeof catalogs] };
  }
  return { language: "en", words: en };
}

// whyNot says in words why something was refused.
export function whyNot(words: Words, code: string): string {
  return code in words ? words[code as keyof Words] : words.other;
}
