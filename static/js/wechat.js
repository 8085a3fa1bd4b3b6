// Inside WeChat: hands what the site has signed to WeChat's payment, and then has the site ask how it stands.
"use strict";
(() => {
  const { every } = window.site;
  let said = "", running = false, begun = false;

  const tell = () => document.querySelectorAll("[data-wechat-said]").forEach((text) => { text.hidden = text.dataset.wechatSaid !== said; });

  // The page renews itself while WeChat's window is open, so that nothing of it is held on to.
  const pay = () => {
    const box = document.querySelector("[data-wechat-pay]");
    if (!box || running) return;
    running = true;
    said = "";
    tell();
    window.WeixinJSBridge.invoke("getBrandWCPayRequest", JSON.parse(box.dataset.wechatPay), (answer) => {
      running = false;
      const word = String(answer.err_msg || "").split(":").pop();
      if (word === "ok") {
        document.querySelector("[data-payment-question]")?.requestSubmit();
      } else {
        said = word === "cancel" ? "cancel" : "fail";
        tell();
      }
    });
  };

  const start = () => every("[data-wechat-pay]", (box) => {
    const button = box.querySelector("[data-wechat-go]");
    button.hidden = false;
    button.addEventListener("click", pay);
    tell();
    if (begun) return;
    begun = true;
    pay();
  });

  if (window.WeixinJSBridge) start();
  else document.addEventListener("WeixinJSBridgeReady", start, { once: true });
})();
